import type { CommandModule } from 'yargs';
import { exampleOption, fileOrExample } from './options/example.js';
import { flagOption } from './options/options.js';
import { scenarioFile, targetOptions } from './options/scenario-options.js';

const iamOptions = {
  ...exampleOption,
  function: targetOptions.function,
  qualifier: targetOptions.qualifier,
  stack: targetOptions.stack,
  region: targetOptions.region,
  reconcile: flagOption('Also what --reconcile needs: to read metrics'),
} as const;

interface IamArgs {
  scenario: string | undefined;
  example: string | undefined;
  function: string | undefined;
  qualifier: string | undefined;
  stack: string | undefined;
  region: string | undefined;
  reconcile: boolean;
}

/** `reprise iam`: the least policy that a run needs. */
export const iamCommand: CommandModule<object, IamArgs> = {
  command: 'iam [scenario]',
  describe: 'Print the least IAM policy that a run of a scenario on AWS needs, as JSON',
  builder: (yargs) =>
    yargs
      .positional('scenario', scenarioFile)
      // Without a count of arguments yargs takes `-` for an option, not for standard input.
      .nargs('scenario', 1)
      .options(iamOptions)
      .example('$0 iam checkout.yaml > policy.json', '')
      .example('$0 iam --function arn:aws:lambda:eu-west-1:123456789012:function:checkout', ''),
  handler: async ({ scenario, example, function: name, qualifier, stack, region, reconcile }) => {
    const { loadScenario } = await import('../scenarios/language/load.js');
    const { leastPolicy } = await import('../session/iam/least-policy.js');
    const file = fileOrExample(scenario, example);
    const flags = { function: name, qualifier, stack, region };
    const given = Object.entries(flags).filter(([, value]) => value !== undefined);
    const options = { flags: Object.fromEntries(given), isLoadOptional: true };
    const { onStack } = await import('../session/stack/on-stack.js');
    const asked = await onStack(loadScenario(file, options));
    const policy = leastPolicy(asked, { isReconciled: reconcile });
    process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
  },
};
