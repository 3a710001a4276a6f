import { existsSync } from 'node:fs';
import type { CommandModule } from 'yargs';
import { helpAll, mostUsedFirst } from './options/brief-help.js';
import { exampleOption, fileOrExample } from './options/example.js';
import { databasePath, dbOption, flagOption } from './options/options.js';
import { type ScenarioArgs, scenarioFile, scenarioOptions } from './options/scenario-options.js';

type CheckArgs = ScenarioArgs & {
  scenario: string | undefined;
  example: string | undefined;
  db: string;
  json: boolean;
};

const jsonOption = { json: flagOption('Print the plan as JSON') } as const;

/** What most plans are described by. */
const mostUsed = [
  ...(['example', 'function', 'recording', 'rate', 'for', 'recorded', 'expect'] as const),
  ...(['max-invocations', 'db', 'json'] as const),
];

/** `reprise check`: validates a scenario and says what running it would do, without sending anything. */
export const checkCommand: CommandModule<object, CheckArgs> = {
  command: 'check [scenario]',
  describe: 'Validate a scenario and print its plan, without sending anything',
  builder: (yargs) =>
    yargs
      .positional('scenario', scenarioFile)
      // Without a count of arguments yargs takes `-` for an option, not for standard input.
      .nargs('scenario', 1)
      .options(
        mostUsedFirst(
          { ...exampleOption, ...scenarioOptions, ...dbOption, ...jsonOption },
          mostUsed,
        ),
      )
      .showHidden(...helpAll)
      .example('$0 check --example quickstart', 'what would it do?')
      .example('$0 check --function checkout:live --rate 200/s --for 2m', 'without a file'),
  handler: async ({ scenario, example, json, db, ...flags }) => {
    const { withDatabase } = await import('../core/database/with-database.js');
    const { previewScenario } = await import('./check/preview.js');
    const { planText } = await import('../scenarios/language/plan-sentences.js');
    const file = fileOrExample(scenario, example);
    const path = databasePath({ db });
    // Checking makes no file: where there is none yet, there are no recordings.
    await withDatabase(existsSync(path) ? path : ':memory:', {}, async (database) => {
      const plan = await previewScenario(file, flags, database);
      process.stdout.write(json ? `${JSON.stringify(plan, null, 2)}\n` : planText(plan));
    });
  },
};
