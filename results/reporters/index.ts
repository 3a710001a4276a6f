import type { RunReport } from '../run-report.js';
import { summaryJson } from './summary-json.js';
import { terminalSummary } from './terminal-summary.js';

/** A format that a run can be written in: the text of a whole file. */
export interface Reporter {
  /** One line for `--help` and for error messages. */
  describe: string;
  render(report: RunReport): string;
}

/** Every format of `--out FORMAT=FILE`; a new one is one file and one line here. */
export const reporters = {
  json: { describe: 'the summary for programs (docs/json-summary.md)', render: summaryJson },
  text: {
    describe: 'the summary for people, 80 columns, no colour',
    render: (report) => terminalSummary(report),
  },
} as const satisfies Record<string, Reporter>;

/** A key of `reporters`. */
export type ReportFormat = keyof typeof reporters;
