/** One hour in microseconds: four times the longest synchronous invocation (900 s). */
export const highestTrackableUs = 3_600_000_000;

/** HdrHistogram's layout for three significant digits: 2,048 linear slots, then 1,024 for each doubling. */
const subBucketHalfCountMagnitude = 10;
const subBucketHalfCount = 1 << subBucketHalfCountMagnitude;
const subBucketCount = subBucketHalfCount << 1;
/** How many there are. */
export const slotCount = slotOf(highestTrackableUs) + 1;

/** HdrHistogram's countsArrayIndex for a whole value in 0..2^32-1. */
export function slotOf(value: number): number {
  if (value < subBucketCount) return value;
  const bucket = 31 - subBucketHalfCountMagnitude - Math.clz32(value);
  return (bucket << subBucketHalfCountMagnitude) + (value >>> bucket);
}

/** The smallest value of a slot. */
export function lowestValueOf(slot: number): number {
  if (slot < subBucketCount) return slot;
  const bucket = (slot >> subBucketHalfCountMagnitude) - 1;
  return ((slot & (subBucketHalfCount - 1)) + subBucketHalfCount) * 2 ** bucket;
}

/** The largest value of a slot. */
export function highestValueOf(slot: number): number {
  return lowestValueOf(slot + 1) - 1;
}
