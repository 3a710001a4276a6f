import { LatencyHistogram } from '../../../core/measure/histogram.js';
import type { LegName } from '../../../core/measure/paired-answer.js';
import { formatUs } from '../../../core/quantity/format.js';
import { textual } from '../build.js';
import type { Block, Cell, DistributionBlock, TableBlock } from '../document.js';
import { percentileAxis, percentileCurve } from '../series/percentile-curve.js';
import { timeCells, timeColumns, timeNames } from '../times.js';
import type { ComparisonSection } from './comparison-section.js';
import type { ComparedSide } from './sides.js';

/** Of fewer cold starts a curve shows nothing that the numbers do not. */
const fewestCold = 10;

const looks: Record<LegName, { name: string; colour: number; isDashed?: boolean }> = {
  old: { name: 'old', colour: 1 },
  new: { name: 'new', colour: 2 },
  again: { name: 'old again', colour: 1, isDashed: true },
  control: { name: 'control', colour: 1, isDashed: true },
};

/** The distributions of all sides over each other, warm and cold apart, and as numbers. */
export const latencies: ComparisonSection = ({ sides }) => {
  const isAny = sides.some(({ all }) => all.service.count > 0);
  if (!isAny) return undefined;
  const isColdDrawn = sides.some(({ cold }) => cold.count >= fewestCold);
  const hasStreams = sides.some(({ ttfb }) => ttfb.count > 0);
  const hasEvents = sides.some(({ events }) => events !== undefined);
  const blocks: Block[] = [
    ...(hasEvents ? [toTheEnd(sides), accepted(sides)] : [warm(sides)]),
    ...(hasStreams ? [firstByte(sides)] : []),
    ...(isColdDrawn ? [cold(sides)] : []),
    numbers(sides),
  ];
  return { title: 'Latency', blocks };
};

function warm(sides: readonly ComparedSide[]): DistributionBlock {
  const isKnown = sides.some(({ cold: { count } }) => count > 0);
  return {
    kind: 'distribution',
    title: `Service time by percentile${isKnown ? ', warm' : ''}`,
    summary: `From the send to the end of the answer, of everything that was served${isKnown ? ' warm' : ''}. Half within: ${halves(sides, (side) => side.warm)}.`,
    ...curves(sides, (side) => side.warm),
  };
}

function toTheEnd(sides: readonly ComparedSide[]): DistributionBlock {
  return {
    kind: 'distribution',
    title: 'Time to the end of events by percentile',
    summary: `From when each event should have been sent to the end of its first successful attempt. Half within: ${halves(sides, endToEndOf)}.`,
    ...curves(sides, endToEndOf),
  };
}

function endToEndOf({ events }: ComparedSide): LatencyHistogram {
  return events?.endToEnd ?? new LatencyHistogram();
}

function queueOf({ events }: ComparedSide): LatencyHistogram {
  return events?.queue ?? new LatencyHistogram();
}

function accepted(sides: readonly ComparedSide[]): DistributionBlock {
  return {
    kind: 'distribution',
    title: 'Acceptance by percentile',
    summary: `From the send until the event was queued: no time of the function. Half within: ${halves(sides, (side) => side.warm)}.`,
    ...curves(sides, (side) => side.warm),
  };
}

function halves(
  sides: readonly ComparedSide[],
  of: (side: ComparedSide) => LatencyHistogram,
): string {
  return sides
    .filter((side) => of(side).count > 0)
    .map((side) => `${looks[side.name].name} ${formatUs(of(side).percentileUs(50))}`)
    .join(', ');
}

function firstByte(sides: readonly ComparedSide[]): DistributionBlock {
  const isKnown = sides.some(({ cold: { count } }) => count > 0);
  return {
    kind: 'distribution',
    title: `Time to first byte by percentile${isKnown ? ', warm' : ''}`,
    summary: `From when each invocation should have been sent to the first byte of its answer. Half within: ${halves(sides, (side) => side.ttfb)}.`,
    ...curves(sides, (side) => side.ttfb),
  };
}

function cold(sides: readonly ComparedSide[]): DistributionBlock {
  return {
    kind: 'distribution',
    title: 'Service time by percentile, cold starts',
    summary: 'No part of the verdict: which side gets a cold start is chance.',
    ...curves(sides, (side) => side.cold),
  };
}

function curves(
  sides: readonly ComparedSide[],
  of: (side: ComparedSide) => LatencyHistogram,
): Pick<DistributionBlock, 'inverse' | 'lines'> {
  const known = sides.filter((side) => of(side).count > 0);
  const most = Math.max(0, ...known.map((side) => of(side).count));
  const inverse = percentileAxis(most).map((each) => Number(each.toPrecision(6)));
  const lines = known.map((side) => {
    const { name, ...look } = looks[side.name];
    return { label: name, ...look, valuesUs: percentileCurve(of(side), inverse) };
  });
  return { inverse, lines };
}

function numbers(sides: readonly ComparedSide[]): TableBlock {
  const kinds: [string, (side: ComparedSide) => LatencyHistogram][] = [
    ['Events, to their end', endToEndOf],
    ['Events, in the queue', queueOf],
    [timeNames.service, (side) => side.warm],
    [timeNames.cold, (side) => side.cold],
    [timeNames.ttfb, (side) => side.ttfb],
    [timeNames.duration, ({ all }) => all.duration],
    [timeNames.init, ({ all }) => all.init],
  ];
  return {
    kind: 'table',
    isDetail: true,
    caption: 'Times in numbers, of all that was served on each side',
    head: [...textual('Time', 'Side'), ...timeColumns],
    rows: kinds.flatMap(([kind, of]) =>
      sides
        .filter((side) => of(side).count > 0)
        .map((side, at): Cell[] => [
          at === 0 ? kind : '',
          looks[side.name].name,
          ...timeCells(of(side)),
        ]),
    ),
  };
}
