import type { CommandModule } from 'yargs';
import { type CapacityArgs, capacityOptions } from './capacity/args.js';
import { fileOrExample } from './options/example.js';
import { databasePath, lastGiven } from './options/options.js';

/** `reprise capacity`: how much does the function take, and what limits it? */
export const capacityCommand: CommandModule<object, CapacityArgs> = {
  command: 'capacity [scenario]',
  describe: 'Find the highest rate that keeps an objective, and the limit that binds',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        describe: 'Scenario to take all but the load from; a run or `last`: shows that search',
      })
      .options(capacityOptions)
      .example('$0 capacity --example capacity --slo "p99 < 300ms, throttled == 0"', '')
      .example(
        '$0 capacity --function checkout:live --recording friday --max 500/s --max-cost 2.00',
        'no file needed',
      )
      .example('$0 capacity --resume last', 'go on where a search was cut off')
      .example('$0 capacity last --out json=capacity.json', 'the last search again')
      .epilogue(
        'Exit codes: 0 found, 99 nothing holds or less than --at-least, 100 not known, 105 interrupted, 108 the budget is spent.',
      ),
  handler: async ({ example, ...args }) => {
    const { capacity } = await import('./capacity/execute-capacity.js');
    process.exitCode = await capacity({
      ...args,
      example: undefined,
      scenario: fileOrExample(args.scenario, example),
      db: databasePath({ db: lastGiven(args.db) }),
    });
  },
};
