import type { Database } from '../../database/open.js';
import type { Recording } from '../recording.js';

/** When the records of a recording were captured. */
export interface ArrivalsOverTime {
  /** How long each bucket is; the first begins at the recording's first time. */
  bucketUs: number;
  counts: number[];
  /** The fullest second; seconds count from the recording's first time. */
  peak: { count: number; startUs: number };
  /** Absent with a single time. */
  longestGap?: { durationUs: number; startUs: number };
}

/**
 * The arrivals of a recording in at most `maxBuckets` equal buckets, each of so many whole units, read
 * from the records alone; undefined when none has a capture time.
 */
export function arrivalsOverTime(
  db: Database,
  recording: Recording,
  maxBuckets: number,
  unitUs = 1,
): ArrivalsOverTime | undefined {
  const { id, firstCapturedAtUs: firstUs, lastCapturedAtUs: lastUs } = recording;
  if (firstUs === undefined || lastUs === undefined) return undefined;
  const bucketUs = unitUs * Math.ceil((lastUs - firstUs + 1) / maxBuckets / unitUs);
  const counts: number[] = Array(Math.floor((lastUs - firstUs) / bucketUs) + 1).fill(0);
  for (const { slot, count } of countSlots(db, id, firstUs, bucketUs)) counts[slot] = count;
  const peak = fullestSecond(db, id, firstUs);
  const gap = longestGap(db, id);
  return { bucketUs, counts, peak, ...(gap && { longestGap: gap }) };
}

interface Slot {
  slot: number;
  count: number;
}

const slots = `SELECT (captured_at_us - @firstUs) / @widthUs AS slot, count(*) AS count FROM records
  WHERE recording_id = @id AND captured_at_us IS NOT NULL GROUP BY 1`;

function countSlots(db: Database, id: number, firstUs: number, widthUs: number): Slot[] {
  return db.prepare<[object], Slot>(slots).all(whole({ id, firstUs, widthUs }));
}

function fullestSecond(db: Database, id: number, firstUs: number): ArrivalsOverTime['peak'] {
  const { slot, count } = db
    .prepare<[object], Slot>(`${slots} ORDER BY 2 DESC, 1 LIMIT 1`)
    .get(whole({ id, firstUs, widthUs: 1e6 })) ?? { slot: 0, count: 0 };
  return { count, startUs: firstUs + slot * 1e6 };
}

/** better-sqlite3 binds numbers as floats, and dividing those would not give whole slots. */
function whole(parameters: Record<string, number>): Record<string, bigint> {
  return Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, BigInt(value)]));
}

function longestGap(db: Database, id: number): ArrivalsOverTime['longestGap'] {
  return db
    .prepare<[number], { durationUs: number; startUs: number }>(
      `SELECT captured_at_us - before AS durationUs, before AS startUs
       FROM (SELECT captured_at_us, lag(captured_at_us) OVER (ORDER BY seq) AS before
             FROM records WHERE recording_id = ? AND captured_at_us IS NOT NULL)
       WHERE before IS NOT NULL ORDER BY 1 DESC, 2 LIMIT 1`,
    )
    .get(id);
}
