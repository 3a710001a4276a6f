import type { CommandModule } from 'yargs';
import type { SummaryLength } from '../results/draw/terminal/summary-length.js';
import {
  allGiven,
  databasePath,
  dbOption,
  listOption,
  outDescription,
  quietOption,
  runPositional,
  summaryOption,
} from './options/options.js';
import { type ServiceArgs, serviceOf, serviceOptions } from './options/service-options.js';
import { readReconcile, reconcileOptions } from './reconcile/reconcile-flags.js';

type ReconcileArgs = ServiceArgs & {
  run: string;
  db: string;
  within: string | undefined;
  others: string | undefined;
  out: string | string[] | undefined;
  quiet: boolean;
  summary: SummaryLength;
};

/** `reprise reconcile`: what CloudWatch counted in a run's minutes, beside what Reprise did. */
export const reconcileCommand: CommandModule<object, ReconcileArgs> = {
  command: 'reconcile [run]',
  describe: "Hold a run's figures against CloudWatch's metrics",
  builder: (yargs) =>
    yargs
      .positional('run', runPositional)
      .options(dbOption)
      .options(serviceOptions)
      .options(reconcileOptions)
      .option('out', listOption(outDescription))
      .options(quietOption)
      .options(summaryOption)
      .example('$0 reconcile last', 'did others call the function in the minutes of the run?')
      .example('$0 reconcile last --others 1%', 'a few of them are not minded'),
  handler: async ({ run, db, out, quiet, summary, within, others, ...service }) => {
    const { reconcileRun } = await import('./reconcile/execute-reconcile.js');
    process.exitCode = await reconcileRun({
      ...{ run, quiet, summary, outputs: allGiven(out) },
      asked: { ...readReconcile(within, others), services: serviceOf(service) },
      databasePath: databasePath({ db }),
    });
  },
};
