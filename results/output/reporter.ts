import type { RunDetails } from '../document/run-details.js';
import type { RunReport } from '../document/run-report.js';

/** A format that is written into a file: its text whole or, where it grows with the run, in pieces. */
export interface FileReporter {
  kind: 'file';
  /** One line for `--help` and for error messages. */
  describe: string;
  render(report: RunReport, details: RunDetails): string | Iterable<string>;
}

/** A format that is sent to an address. */
export interface PushReporter {
  kind: 'push';
  /** One line for `--help` and for error messages. */
  describe: string;
  /** Throws `RepriseError` when `url` is of another kind or does not take it. */
  send(url: string, report: RunReport): Promise<void>;
}

/** A format that is written while the run goes; of a run that is over there is nothing to write it from. */
export interface StreamReporter {
  kind: 'stream';
  /** One line for `--help` and for error messages. */
  describe: string;
}

/** What a value of `--out` names. */
export type Reporter = FileReporter | PushReporter | StreamReporter;
