import { lateLimitUs } from './lateness.js';
import type { Page, TimeAxis } from './page-model.js';
import { concurrency } from './run/concurrency.js';
import { errors } from './run/errors.js';
import { expectations } from './run/expectations.js';
import { headline } from './run/headline.js';
import { latency } from './run/latency.js';
import { lateness } from './run/lateness.js';
import { load } from './run/load.js';
import { parts } from './run/parts.js';
import { resources } from './run/resources.js';
import type { RunPageSource, RunSection } from './run/run-section.js';
import { setup } from './run/setup.js';
import { versions } from './run/versions.js';
import type { RunDetails } from './run-details.js';
import type { RunReport } from './run-report.js';
import { stepLength, type TimeStep, timeSteps } from './series/time-steps.js';

/** In the order in which a reader's questions come: held? what was sent? how fast? why not? */
const sections: readonly RunSection[] = [
  expectations,
  load,
  concurrency,
  latency,
  errors,
  versions,
  resources,
  lateness,
  parts,
  setup,
];

/** The page of one run. Reads its seconds once, and its kept invocations once. */
export function runPage(report: RunReport, details: RunDetails): Page {
  const { run, books } = report;
  const durationS = ((run.endedAtMs ?? Date.now()) - run.startedAtMs) / 1000;
  const stepS = stepLength(durationS);
  const steps = [...timeSteps(details.intervals(), books.workloads, stepS)];
  return runPageOf({ report, steps, stepS, details });
}

/** The page of a run whose seconds have been put together to steps. */
export function runPageOf(seen: Omit<RunPageSource, 'lateLimitUs'>): Page {
  const { report, steps, stepS } = seen;
  const source = { ...seen, lateLimitUs: lateLimitUs(report.books.total()) };
  return {
    title: `${report.run.meta.name} – Reprise`,
    headline: headline(report),
    axis: axisOf(report, steps, stepS),
    sections: sections.flatMap((section) => section(source) ?? []),
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
