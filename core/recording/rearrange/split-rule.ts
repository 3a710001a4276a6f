import { RepriseError } from '../../base/errors.js';
import type { Recording } from '../recording.js';
import type { TimeBound } from '../selection/selection.js';
import type { StoredRecord } from '../store/records.js';

/** What a recording may be split by. */
export const splitKeys = ['function', 'qualifier', 'hour'] as const;
export type SplitKey = (typeof splitKeys)[number];

/** How a recording is taken apart. */
export type SplitRule =
  | { kind: 'by'; key: SplitKey }
  /** As many parts of equal size (to one), each a stretch of the recording. */
  | { kind: 'parts'; count: number }
  /** What was captured before a time, and the rest. */
  | { kind: 'at'; time: TimeBound };

/** The name of a record's part, without the recording's own; to be asked in the order of the records. */
export type PartOf = (record: StoredRecord) => string;

/**
 * A rule for one recording, of which `selectedCount` records are taken. Throws `RepriseError` when the
 * recording has no times and the rule needs them, or has fewer records than parts are wanted.
 */
export function splitterOf(rule: SplitRule, recording: Recording, selectedCount: number): PartOf {
  switch (rule.kind) {
    case 'parts':
      return stretches(rule.count, recording, selectedCount);
    case 'at':
      return atTime(rule.time, recording);
    case 'by':
      if (rule.key === 'hour') return byHour(recording);
      return (record) =>
        (rule.key === 'function' ? record.functionName : record.qualifier) ?? 'unknown';
  }
}

function stretches(count: number, { name }: Recording, selectedCount: number): PartOf {
  if (selectedCount < count) {
    throw new RepriseError(`${name} has ${selectedCount} records to give to ${count} parts.`, {
      hint: `Ask for at most ${selectedCount}.`,
    });
  }
  const digits = String(count).length;
  let seen = 0;
  return () => {
    const part = Math.floor((seen * count) / selectedCount) + 1;
    seen += 1;
    return String(part).padStart(digits, '0');
  };
}

function atTime(time: TimeBound, recording: Recording): PartOf {
  const firstUs = firstTime(recording);
  const atUs = time.kind === 'relative' ? firstUs + time.us : time.us;
  const timeOf = effectiveTime();
  return (record) => ((timeOf(record) ?? firstUs) < atUs ? 'before' : 'after');
}

function byHour(recording: Recording): PartOf {
  firstTime(recording);
  const timeOf = effectiveTime();
  return (record) => {
    const us = timeOf(record);
    return us === undefined ? 'unknown' : new Date(us / 1000).toISOString().slice(0, 13);
  };
}

/** A record without a time goes with the one before it, as in a replay. */
function effectiveTime(): (record: StoredRecord) => number | undefined {
  let latestUs: number | undefined;
  return ({ capturedAtUs }) => {
    latestUs = capturedAtUs ?? latestUs;
    return latestUs;
  };
}

function firstTime({ firstCapturedAtUs, name }: Recording): number {
  if (firstCapturedAtUs !== undefined) return firstCapturedAtUs;
  throw new RepriseError(`The recording ${name} has no capture times to split it by.`, {
    hint: 'Say --parts, or --by function.',
  });
}
