import type { Database } from '../../database/open.js';

/** How many payloads are of a size up to `upToBytes`, and above that of the class before. */
export interface SizeClass {
  upToBytes: number;
  count: number;
}

/** The payloads' sizes by powers of two, the classes between the least and the greatest with them. */
export function sizeClasses(db: Database, recordingId: number): SizeClass[] {
  const sizes = db
    .prepare<[number], { size: number; count: number }>(
      `SELECT size_bytes AS size, count(*) AS count FROM records
       WHERE recording_id = ? GROUP BY size_bytes ORDER BY size_bytes`,
    )
    .all(recordingId);
  const counts = new Map<number, number>();
  for (const { size, count } of sizes) {
    const power = powerOf(size);
    counts.set(power, (counts.get(power) ?? 0) + count);
  }
  const [least = 0, greatest = -1] = [sizes[0], sizes.at(-1)].map(
    (each) => each && powerOf(each.size),
  );
  return Array.from({ length: greatest - least + 1 }, (_, at) => ({
    upToBytes: 2 ** (least + at),
    count: counts.get(least + at) ?? 0,
  }));
}

/** The least power of two that is not below it. */
function powerOf(size: number): number {
  return Math.ceil(Math.log2(Math.max(1, size)));
}
