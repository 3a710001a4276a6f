import { runDocument } from '../document/run-document.js';
import { htmlPage } from '../draw/html/page.js';
import { drawMarkdown } from '../draw/markdown/draw-document.js';
import { drawTerminal } from '../draw/terminal/draw-document.js';
import { hgrm } from '../export/hgrm.js';
import { hlog } from '../export/hlog.js';
import { intervalsCsv } from '../export/intervals-csv.js';
import { junit } from '../export/junit.js';
import { openMetrics } from '../export/openmetrics.js';
import { sendOtlp } from '../export/otlp.js';
import { samplesCsv } from '../export/samples-csv.js';
import { summaryJson } from '../export/summary-json.js';
import type { Reporter } from './reporter.js';

/** Every format of `--out FORMAT=PLACE`; a new one is one file and one line here. */
export const reporters = {
  json: { kind: 'file', describe: 'the summary for programs', render: summaryJson },
  text: {
    kind: 'file',
    describe: 'the summary for people, 80 columns, no colour',
    render: (report) => drawTerminal(runDocument(report)),
  },
  html: {
    kind: 'file',
    describe: 'the report to look at, one file',
    render: (report, details) => htmlPage(runDocument(report, details)),
  },
  csv: { kind: 'file', describe: 'each second as a row', render: intervalsCsv },
  'csv-samples': { kind: 'file', describe: 'single invocations as rows', render: samplesCsv },
  samples: { kind: 'stream', describe: 'every invocation as a row (.csv or .csv.gz; run only)' },
  junit: { kind: 'file', describe: 'each expectation as a test, for CI', render: junit },
  markdown: {
    kind: 'file',
    describe: 'the summary for a comment or a wiki',
    render: (report) => drawMarkdown(runDocument(report)),
  },
  openmetrics: { kind: 'file', describe: 'metrics as text', render: openMetrics },
  otlp: { kind: 'push', describe: 'metrics to an OpenTelemetry collector (URL)', send: sendOtlp },
  hlog: { kind: 'file', describe: 'histograms of each second (HdrHistogram log)', render: hlog },
  hgrm: { kind: 'file', describe: 'response times by percentile (HdrHistogram)', render: hgrm },
} as const satisfies Record<string, Reporter>;

/** A key of `reporters`. */
export type ReportFormat = keyof typeof reporters;
