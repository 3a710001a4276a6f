import type { CommandModule } from 'yargs';
import type { SummaryLength } from '../results/draw/terminal/summary-length.js';
import {
  allGiven,
  databasePath,
  dbOption,
  flagOption,
  listOption,
  outDescription,
  quietOption,
  runPositional,
  summaryOption,
} from './options/options.js';

interface ReportArgs {
  run: string;
  db: string;
  out: string | string[] | undefined;
  quiet: boolean;
  summary: SummaryLength;
  open: boolean;
  'exit-code': boolean;
}

/** `reprise report`: prints any run again from the database, a killed one up to its last second. */
export const reportCommand: CommandModule<object, ReportArgs> = {
  command: 'report [run]',
  describe: 'Print a run again from the database',
  builder: (yargs) =>
    yargs
      .positional('run', runPositional)
      .options(dbOption)
      .option('out', listOption(outDescription))
      .option('open', flagOption('Open the HTML report in a browser'))
      .options(quietOption)
      .options(summaryOption)
      .option('exit-code', flagOption('Exit as the run itself did: 99 when an expectation failed'))
      .example('$0 report last --out json=summary.json', 'the last run, also for a program')
      .example('$0 report last --open', 'the last run, to look at'),
  handler: async ({ run, db, out, summary, open, 'exit-code': exitCode }) => {
    const { withDatabase } = await import('../core/database/with-database.js');
    const { exitCodeOf } = await import('../core/judge/verdict.js');
    const { parseOutputs, refuseStreamed } = await import('../results/output/output.js');
    const { printReport } = await import('../results/output/print-report.js');
    const { detailsIn } = await import('../results/store/details-in.js');
    const { RunStore } = await import('../results/store/run-store.js');
    const outputs = parseOutputs(allGiven(out));
    refuseStreamed(outputs);
    const path = databasePath({ db });
    const report = await withDatabase(path, { readonly: true }, (database) => {
      const store = new RunStore(database);
      return store.load(store.find(run));
    });
    const details = detailsIn(path, report.run);
    await printReport(report, outputs, { summary, details });
    if (open) {
      const { openReport } = await import('./report/open-report.js');
      await openReport(report, outputs, details);
    }
    if (exitCode) process.exitCode = exitCodeOf(report.run.status, report.verdict);
  },
};
