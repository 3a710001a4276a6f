import { EventBook, type EventBookData } from '../../../core/measure/event-book.js';
import type { Breakdown } from '../../../core/measure/fold.js';
import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import { type LegName, legNames } from '../../../core/measure/paired-answer.js';
import type { RunReport } from '../run-report.js';
import type { ComparisonReport } from './comparison-report.js';

/** One side of a comparison with all that its run has measured of it. */
export interface ComparedSide {
  name: LegName;
  /** What it was: a function with its version, or a run. */
  label: string;
  all: Breakdown;
  /** Service times of what was served warm; of everything that was served where starts are not known. */
  warm: LatencyHistogram;
  /** Service times of what began cold. */
  cold: LatencyHistogram;
  /** Times to the first byte of what `warm` is of, where it was streamed. */
  ttfb: LatencyHistogram;
  /** What became of its events; absent where they were not followed. */
  events?: EventBook;
}

/**
 * Old, new and the third leg (old again, or a control) where there is one, from the books of the run or runs. A side whose
 * run is not given is left out.
 */
export function comparedSides(
  { comparison, old, new: now, control = old }: ComparisonReport,
  runs: readonly RunReport[],
): ComparedSide[] {
  const labels = { old, new: now, again: old, control };
  const [first, second] = runs;
  if (comparison.design === 'unpaired') {
    return [
      ...(first ? [wholeRun('old', old, first)] : []),
      ...(second ? [wholeRun('new', now, second)] : []),
    ];
  }
  return (first?.books.workloads ?? []).flatMap(({ name }, at) =>
    first && isLeg(name) ? [oneLeg(name, labels[name], first, at)] : [],
  );
}

function isLeg(name: string): name is LegName {
  return legNames.some((leg) => leg === name);
}

function wholeRun(name: LegName, label: string, { books, follow }: RunReport): ComparedSide {
  const of = (start: 'cold' | 'warm') => books.start(start);
  const measured = { all: books.total(), warm: of('warm'), cold: of('cold') };
  return { ...sideOf(name, label, measured), ...eventsOf(follow?.total) };
}

function oneLeg(
  name: LegName,
  label: string,
  { books, follow }: RunReport,
  workload: number,
): ComparedSide {
  const stages = (books.workloads[workload]?.stages ?? []).map((_, stage) => ({ workload, stage }));
  const of = (start: 'cold' | 'warm') => books.part({ stages, start });
  const measured = { all: books.workload(workload), warm: of('warm'), cold: of('cold') };
  return { ...sideOf(name, label, measured), ...eventsOf(follow?.workloads[workload]) };
}

function eventsOf(data: EventBookData | null | undefined): Pick<ComparedSide, 'events'> {
  return data ? { events: EventBook.fromData(data) } : {};
}

/** Without a REPORT nobody knows of a cold start: what was served is then compared as a whole. */
function sideOf(
  name: LegName,
  label: string,
  { all, warm, cold }: Record<'all' | 'warm' | 'cold', Breakdown>,
): ComparedSide {
  const compared = warm.service.count + cold.service.count > 0 ? warm : all;
  const { service, stream } = compared;
  return { name, label, all, warm: service, cold: cold.service, ttfb: stream.ttfb };
}
