import {
  type EventStep,
  type EventSteps,
  eventPercentiles,
} from '../../../core/follow/findings.js';
import { eventEnds } from '../../../core/measure/event-book.js';
import type { Block, TimePlot } from '../document.js';
import type { RunSource } from './run-section.js';

/** Tails so far above the middle leave nothing of the middle to see on a linear axis. */
const logarithmicFrom = 30;
const colours = [1, 3, 2];

/** How old events were at their first attempt, how long they took to their ends, and how many ended badly, over the run. */
export function eventsOverTime({ report: { follow }, steps, stepS }: RunSource): Block[] {
  const { overTime } = follow ?? {};
  // Of a page with another axis they cannot be put together anew.
  if (overTime?.stepS !== stepS || steps.length < 2) return [];
  const known = new Map(overTime.steps.map((step) => [step.startS, step]));
  const axis = steps.map(({ startS }) => known.get(startS));
  const plots = [
    timesOf(axis, 'queueUs', 'Time in the queue', 'to the start of its first attempt'),
    timesOf(axis, 'endToEndUs', 'End to end', 'to the end of its first successful attempt'),
    endsOf(axis, overTime),
  ].flatMap((plot) => plot ?? []);
  return plots.length === 0 ? [] : [{ kind: 'plots', plots }];
}

type Axis = readonly (EventStep | undefined)[];

function timesOf(
  axis: Axis,
  of: 'queueUs' | 'endToEndUs',
  title: string,
  to: string,
): TimePlot | undefined {
  const lines = eventPercentiles.map((percentile, at) => ({
    ...{ label: `p${percentile}`, colour: colours[at] ?? 1 },
    values: axis.map((step) => step?.[of]?.[at] ?? null),
  }));
  const [middle = [], , high = []] = lines.map(({ values }) => values.filter((us) => us !== null));
  if (high.length === 0) return undefined;
  const plot: TimePlot = {
    ...{ title, unit: 'us', lines: lines.reverse() },
    summary: `From when each event should have been sent ${to}, by when it should have been sent.`,
  };
  const isLogarithmic = Math.max(...high) > logarithmicFrom * Math.max(1, Math.min(...middle));
  return isLogarithmic ? { ...plot, isLogarithmic } : plot;
}

/** Of what did not complete, each end that there is. */
function endsOf(axis: Axis, { stepS, steps }: EventSteps): TimePlot | undefined {
  const found = eventEnds.filter(
    (end) => end !== 'completed' && steps.some(({ ends }) => ends[end] > 0),
  );
  if (found.length === 0) return undefined;
  return {
    ...{ title: 'Events that did not complete', unit: 'hz' },
    summary: 'Events a second, by when they should have been sent and by what became of them.',
    lines: found.map((end, at) => ({
      ...{ label: end, colour: 1 + (at % 6) },
      values: axis.map((step) => (step === undefined ? null : step.ends[end] / stepS)),
    })),
  };
}
