import type { Interval } from '../../core/measure/interval.js';
import type { ComparisonReport } from '../document/comparison/comparison-report.js';
import { comparisonDocument } from '../document/comparison-document.js';
import type { ReportDocument, TimeLine, TimePlot } from '../document/document.js';
import type { RunReport } from '../document/run-report.js';
import { SecondReader } from '../document/series/second-reader.js';
import { timeLine, withoutDrain } from '../document/series/time-line.js';
import { stepLength, type TimeStep, timeSteps } from '../document/series/time-steps.js';
import { places } from './place.js';

/** A run with its seconds. */
export interface OverlaidRun {
  report: RunReport;
  intervals: Iterable<Interval>;
}

/** Two runs, the second over the first: their comparison, and both over the same time. */
export function overlayDocument(
  comparison: ComparisonReport,
  runs: readonly [OverlaidRun, OverlaidRun],
): ReportDocument {
  const durations = runs.map(
    ({ report: { run } }) => ((run.endedAtMs ?? run.startedAtMs) - run.startedAtMs) / 1000,
  );
  const stepS = stepLength(Math.max(...durations));
  const [old, now] = runs.map(({ report: { books }, intervals }) => [
    ...timeSteps(intervals, new SecondReader(books.workloads, books.drivenUntilS), stepS),
  ]) as [TimeStep[], TimeStep[]];
  const length = Math.max(...[...old, ...now].map(({ startS }) => startS / stepS + 1), 0);
  const startS = Array.from({ length }, (_, at) => at * stepS);
  const plot = (
    title: string,
    unit: TimePlot['unit'],
    read: Parameters<typeof timeLine>[3],
  ): TimePlot => ({
    ...{ title, unit, summary: `Old and new from their own starts on: ${title.toLowerCase()}.` },
    lines: [
      spread(timeLine({ label: 'old', colour: 5, isDashed: true }, old, 1, read), old, startS),
      spread(timeLine({ label: 'new', colour: 1 }, now, 1, read), now, startS),
    ],
  });
  const sent = plot('Rate sent', 'hz', ({ sentHz }) => sentHz);
  const plots = [
    plot('Response p50', 'us', ({ response }) => response[0]),
    plot('Response p99', 'us', ({ response }) => response[2]),
    { ...sent, lines: sent.lines.flatMap((line) => withoutDrain([line])) },
    plot('In flight', 'count', ({ inFlight }) => inFlight),
  ];
  const document = comparisonDocument(
    comparison,
    runs.map(({ report }) => report),
  );
  return {
    ...document,
    axis: { startS, stepS, marks: [] },
    nav: [
      { text: 'All runs', href: places.index },
      { text: 'Old run', href: places.run(comparison.old) },
      { text: 'New run', href: places.run(comparison.new) },
    ],
    sections: [{ title: 'Overlaid', blocks: [{ kind: 'plots', plots }] }, ...document.sections],
  };
}

/** A line's values at the steps of the common axis. */
function spread(line: TimeLine, steps: readonly TimeStep[], startS: readonly number[]): TimeLine {
  const at = new Map(steps.map((step, index) => [step.startS, line.values[index] ?? null]));
  return { ...line, values: startS.map((start) => at.get(start) ?? null) };
}
