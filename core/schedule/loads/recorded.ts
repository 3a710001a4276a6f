import { defined } from '../../base/defined.js';
import { parseTimeSpan } from '../../quantity/duration.js';
import { formatSeconds } from '../../quantity/format.js';
import { parseSpeed } from '../../quantity/speed.js';
import { type LoadFault, loadKind, type StageSite, type StageSurroundings } from './kind.js';
import { countOf, lastOf } from './on-curve.js';
import { forKey, invocationsKey } from './stage-key.js';

/** Open loop on the recording's own capture times, `speed` times as fast. */
export interface RecordedStage {
  kind: 'recorded';
  name: string;
  speed: number;
  /** Longer silences are shortened to this (in seconds of the recording, before the speed applies). */
  maxGapS?: number;
  durationS?: number;
  maxInvocations?: number;
}

/**
 * The recording's own timing, `speed` times as fast: each record once, at its capture time. Long
 * silences are cut to `maxGapS`; a time before its predecessor's counts as the same time.
 */
function* arrivals(stage: RecordedStage, site: StageSite): Generator<number> {
  const maxGapUs = (stage.maxGapS ?? Number.POSITIVE_INFINITY) * 1e6;
  const endUs = (stage.durationS ?? Number.POSITIVE_INFINITY) * 1e6;
  let left = stage.maxInvocations ?? Number.POSITIVE_INFINITY;
  let previousUs = 0;
  // Gaps that were cut, added up: times are computed from the record's own, so that none drifts.
  let cutUs = 0;
  for (const capturedUs of site.capturedUs()) {
    const timeUs = Math.max(capturedUs, previousUs);
    cutUs += Math.max(0, timeUs - previousUs - maxGapUs);
    previousUs = timeUs;
    const atUs = (timeUs - cutUs) / stage.speed;
    if (left <= 0 || atUs >= endUs) return;
    yield atUs;
    left -= 1;
  }
}

/** Cut silences make the last record's time a sum over all records; else it is known at once. */
function lengthS(stage: RecordedStage, site: StageSite): number {
  if (stage.durationS !== undefined) return stage.durationS;
  if (stage.maxGapS !== undefined) return lastOf(arrivals(stage, site)) / 1e6;
  const records = Math.min(site.payloadCount, stage.maxInvocations ?? Number.POSITIVE_INFINITY);
  return site.capturedAtUs(Math.max(0, records - 1)) / 1e6 / stage.speed;
}

/**
 * Until the next record, or until the end of the stage. Where the recording ends, a mean gap later:
 * ten records, one a second, are 10 s of 1/s, though the last is 9 s after the first.
 */
function spanS({ durationS, maxInvocations, ...stage }: RecordedStage, site: StageSite): number {
  const [endS, limit] = [
    durationS ?? Number.POSITIVE_INFINITY,
    maxInvocations ?? site.payloadCount,
  ];
  if (durationS === undefined && stage.maxGapS === undefined) {
    const atS = (record: number): number => site.capturedAtUs(record) / 1e6 / stage.speed;
    if (limit < site.payloadCount) return atS(limit);
    return atS(Math.max(0, site.payloadCount - 1)) * gapAfter(site.payloadCount);
  }
  let [count, lastS] = [0, 0];
  for (const atUs of arrivals(stage, site)) {
    if (atUs / 1e6 >= endS) return endS;
    if (count === limit) return atUs / 1e6;
    count += 1;
    lastS = atUs / 1e6;
  }
  return count > 1 ? Math.min(endS, lastS * gapAfter(count)) : (durationS ?? 0);
}

/** By how much so many events take longer than the gaps between them. */
function gapAfter(count: number): number {
  return count > 1 ? count / (count - 1) : 1;
}

function recordCount(stage: RecordedStage, site: StageSite): number {
  if (stage.durationS !== undefined) return countOf(arrivals(stage, site));
  return Math.min(site.payloadCount, stage.maxInvocations ?? site.payloadCount);
}

/** Arrivals in the busiest second of the stage's own clock. */
function busiest(stage: RecordedStage, site: StageSite) {
  let [peakHz, second, inSecond] = [0, -1, 0];
  for (const atUs of arrivals(stage, site)) {
    const current = Math.floor(atUs / 1e6);
    inSecond = current === second ? inSecond + 1 : 1;
    second = current;
    peakHz = Math.max(peakHz, inSecond);
  }
  return { peakHz, isMean: false };
}

const keys = {
  recorded: {
    parse: (text: string) => parseSpeed(text),
    describe: "Open loop on the recording's own capture times, at this speed: `1x`, `2x`, `50%`.",
    flag: { describe: "The recording's own timing at this speed: 1x, 2x, 50%" },
  },
  maxGap: {
    parse: (text: string) => parseTimeSpan(text),
    describe:
      'With `recorded`: longer silences of the recording are shortened to this, before the speed applies.',
    flag: { describe: 'With --recorded: longest silence' },
  },
  for: forKey,
  invocations: invocationsKey,
} as const;

function misfits(_stage: RecordedStage, { payloads }: StageSurroundings): LoadFault[] {
  if (payloads === undefined || payloads === 'recording') return [];
  return [
    {
      key: 'recorded',
      message: `${payloads} payloads have no capture times to replay`,
      hint: 'Import them first, and write `payloads: { recording: NAME }`.',
    },
  ];
}

/** The recording's timing; it ends with the recording, if not before. */
export const recorded = loadKind<RecordedStage>()({
  ...{ key: 'recorded', title: 'recorded', keys, misfits },
  faults: () => [],
  specOf: ({ name, recorded: speed = 1, maxGap, ...ends }) => ({
    ...{ kind: 'recorded', name: name ?? `recorded ${speed}x`, speed },
    ...defined({ maxGapS: maxGap, durationS: ends.for, maxInvocations: ends.invocations }),
  }),
  text: ({ speed, maxGapS }) => {
    const gap = maxGapS === undefined ? '' : `, silences cut to ${formatSeconds(maxGapS)},`;
    return `recorded ${speed}x${gap}`;
  },
  demand: () => ({ peakHz: 0, concurrency: 0 }),
  ...{ lengthS, spanS },
  count: (stage, site) => {
    const [count, length] = [recordCount(stage, site), lengthS(stage, site)];
    return { count, peakHz: length > 0 ? count / length : 0, isMean: true };
  },
  busiest,
  arrivals,
  sendsRecords: true,
});
