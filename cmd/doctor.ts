import type { CommandModule } from 'yargs';
import { exitCodes } from '../core/base/exit-codes.js';
import { exampleOption, fileOrExample } from './options/example.js';
import { scenarioFile, targetOptions } from './options/scenario-options.js';

const { local: _local, architecture: _architecture, ...doctorOptions } = targetOptions;

interface DoctorArgs {
  scenario: string | undefined;
  example: string | undefined;
  function: string | undefined;
  qualifier: string | undefined;
  stack: string | undefined;
  region: string | undefined;
  profile: string | undefined;
  'endpoint-url': string | undefined;
  'ca-bundle': string | undefined;
  'verify-ssl': boolean | undefined;
}

/** `reprise doctor`: is everything there that a run on AWS needs? */
export const doctorCommand: CommandModule<object, DoctorArgs> = {
  command: 'doctor [scenario]',
  describe: 'Check what a run on AWS needs: identity, clock, permission, limits; invokes nothing',
  builder: (yargs) =>
    yargs
      .positional('scenario', scenarioFile)
      // Without a count of arguments yargs takes `-` for an option, not for standard input.
      .nargs('scenario', 1)
      .options(exampleOption)
      .options(doctorOptions)
      .example('$0 doctor checkout.yaml', '')
      .example('$0 doctor --function checkout:live --profile staging', '')
      .epilogue('Exit codes: 0 a run can go, 104 something that it needs is missing.'),
  handler: async ({ scenario, example, ...args }) => {
    const { loadScenario } = await import('../scenarios/language/load.js');
    const { diagnose } = await import('../session/doctor/diagnose.js');
    const { signedLine } = await import('../results/draw/terminal/paint.js');
    const { createStyle, wantsColour } = await import('../results/draw/terminal/style.js');
    const style = createStyle(wantsColour(process.stdout, process.env));
    const { function: name, qualifier, stack, region, profile, 'endpoint-url': endpointUrl } = args;
    const { 'ca-bundle': caBundle, 'verify-ssl': verifySsl } = args;
    const target = { function: name, qualifier, stack, region, profile, endpointUrl };
    const flags = { ...target, caBundle, verifySsl, local: false };
    const given = Object.entries(flags).filter(([, value]) => value !== undefined);
    const options = { flags: Object.fromEntries(given), isLoadOptional: true };
    const { onStack } = await import('../session/stack/on-stack.js');
    const asked = await onStack(loadScenario(fileOrExample(scenario, example), options));
    await diagnose(asked, (finding) => {
      const { tone, about, text, hint } = finding;
      const more = hint === undefined ? '' : `\n    ${style.dim(hint)}`;
      process.stdout.write(`${signedLine(tone, `${about}: ${text}`, style)}${more}\n`);
      if (tone === 'bad') process.exitCode = exitCodes.invalidInput;
    });
  },
};
