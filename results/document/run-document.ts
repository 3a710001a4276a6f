import type { ReportDocument, TimeAxis } from './document.js';
import { lateLimitUs } from './lateness.js';
import { baseline } from './run/baseline.js';
import { concurrency } from './run/concurrency.js';
import { errors, throttles } from './run/errors.js';
import { events } from './run/events.js';
import { expectations } from './run/expectations.js';
import { headline } from './run/headline.js';
import { invocations } from './run/invocations.js';
import { latency } from './run/latency.js';
import { lateness } from './run/lateness.js';
import { notable } from './run/notable.js';
import { stages, workloads } from './run/parts.js';
import { reconciled } from './run/reconciled.js';
import { recorded } from './run/recorded.js';
import { resources } from './run/resources.js';
import type { RunSection, RunSource } from './run/run-section.js';
import { setup } from './run/setup.js';
import { streams } from './run/streams.js';
import { tenants } from './run/tenants.js';
import { versions } from './run/versions.js';
import { workers } from './run/workers.js';
import { noDetails, type RunDetails } from './run-details.js';
import type { RunReport } from './run-report.js';
import { SecondReader } from './series/second-reader.js';
import { stepLength, type TimeStep, timeSteps } from './series/time-steps.js';

/** In the order in which a reader's questions come: held? what happened? how fast? why not? */
const sections: readonly RunSection[] = [
  expectations,
  baseline,
  invocations,
  events,
  reconciled,
  recorded,
  latency,
  streams,
  throttles,
  concurrency,
  errors,
  notable,
  versions,
  tenants,
  resources,
  lateness,
  workers,
  stages,
  workloads,
  setup,
];

/**
 * The report of one run. With `details` its plots are in it: these read its seconds once, and its kept
 * invocations once.
 */
export function runDocument(report: RunReport, details: RunDetails = noDetails): ReportDocument {
  const { run, books } = report;
  const durationS = ((run.endedAtMs ?? Date.now()) - run.startedAtMs) / 1000;
  const stepS = stepLength(durationS);
  const reader = new SecondReader(books.workloads, books.drivenUntilS);
  const steps = [...timeSteps(details.intervals(), reader, stepS)];
  return runDocumentOf({ report, steps, stepS, details });
}

/** The report of a run whose seconds have been put together to steps. */
export function runDocumentOf(seen: Omit<RunSource, 'lateLimitUs'>): ReportDocument {
  const { report, steps, stepS } = seen;
  const source = { ...seen, lateLimitUs: lateLimitUs(report.books.total()) };
  return {
    title: `${report.run.meta.name} – Reprise`,
    headline: headline(report),
    axis: axisOf(report, steps, stepS),
    sections: sections.flatMap((section) => section(source) ?? []),
    next: `Again: reprise report ${report.run.id}   With plots: add --open`,
  };
}

/** The beginnings of stages are marked; those of several workloads at one time share a mark. */
function axisOf({ books }: RunReport, steps: readonly TimeStep[], stepS: number): TimeAxis {
  const isOne = books.workloads.length === 1;
  const marks = new Map<number, string[]>();
  for (const { name, stages } of books.workloads) {
    for (const stage of stages) {
      const labels = marks.get(stage.startS) ?? [];
      marks.set(stage.startS, [...labels, isOne ? stage.name : `${name}: ${stage.name}`]);
    }
  }
  return {
    startS: steps.map(({ startS }) => startS),
    stepS,
    marks: [...marks]
      .sort(([a], [b]) => a - b)
      .map(([atS, labels]) => ({ atS, label: labels.join(', ') })),
  };
}
