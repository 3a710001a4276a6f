import { describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../../database/temporary.fixture.js';
import { event, record, startUs } from '../selection/selection.fixture.js';
import { arrivalsOverTime } from './arrivals.js';
import { RecordingStore } from './store.js';

function arrivals(seconds: (number | undefined)[], maxBuckets: number) {
  const { db } = temporaryDatabase();
  record(
    db,
    'a',
    seconds.map((s) => event(1, s)),
  );
  return arrivalsOverTime(db, new RecordingStore(db).find('a'), maxBuckets);
}

describe('arrivals over time', () => {
  it('are counted in equal buckets, with the fullest second and the longest gap', () => {
    expect(arrivals([0, 0.5, 1, undefined, 7, 9.5], 5)).toEqual({
      bucketUs: 1_900_001,
      counts: [3, 0, 0, 1, 1],
      peak: { count: 2, startUs },
      longestGap: { durationUs: 6e6, startUs: startUs + 1e6 },
    });
  });

  it('of one time are one bucket without a gap', () => {
    const one = arrivals([3], 5);
    expect(one).toEqual({ bucketUs: 1, counts: [1], peak: { count: 1, startUs: startUs + 3e6 } });
  });

  it('are none without times', () => {
    expect(arrivals([undefined], 5)).toBeUndefined();
  });

  it('are all counted, whatever the buckets', () => {
    const found = arrivals(
      Array.from({ length: 500 }, (_, i) => (i * i) % 977),
      73,
    );
    expect(found?.counts.length).toBeLessThanOrEqual(73);
    expect(found?.counts.reduce((sum, n) => sum + n, 0)).toBe(500);
  });
});
