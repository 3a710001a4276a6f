import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from './histogram.js';
import { highestTrackableUs } from './slots.js';

const values = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: highestTrackableUs })),
  { minLength: 1, maxLength: 300 },
);
const percentiles = [0, 1, 25, 50, 90, 95, 99, 99.9, 100];

function histogramOf(all: number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const us of all) histogram.record(us);
  return histogram;
}

describe('LatencyHistogram', () => {
  it('gives the percentiles that hdr-histogram-js gives, never above the exact maximum', () => {
    fc.assert(
      fc.property(values, (all) => {
        const oracle = build({
          highestTrackableValue: highestTrackableUs,
          numberOfSignificantValueDigits: 3,
        });
        for (const us of all) oracle.recordValue(us);
        const ours = histogramOf(all);
        for (const p of percentiles.slice(1)) {
          expect(ours.percentileUs(p)).toBe(
            Math.min(oracle.getValueAtPercentile(p), Math.max(...all)),
          );
        }
      }),
    );
  });

  it('stays within three significant digits of the true order statistic', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...percentiles.slice(1)), (all, p) => {
        const sorted = [...all].sort((a, b) => a - b);
        const truth = sorted[Math.max(1, Math.ceil((p / 100) * all.length - 1e-9)) - 1] as number;
        const ours = histogramOf(all).percentileUs(p);
        expect(ours).toBeGreaterThanOrEqual(truth);
        expect(ours - truth).toBeLessThanOrEqual(truth / 1000);
      }),
    );
  });

  it('merges without loss: parts merged in any order equal the whole', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const whole = histogramOf([...a, ...b, ...c]);
        const forwards = histogramOf(a);
        forwards.add(histogramOf(b));
        forwards.add(histogramOf(c));
        const backwards = histogramOf(c);
        backwards.addData(histogramOf(b).toData());
        backwards.addData(histogramOf(a).toData());
        expect(forwards.toData()).toEqual(whole.toData());
        expect(backwards.toData()).toEqual(whole.toData());
      }),
    );
  });

  it('survives its own encoding, which hdr-histogram-js reads', () => {
    fc.assert(
      fc.property(values, (all) => {
        const ours = histogramOf(all);
        const text = ours.encode();
        expect(LatencyHistogram.decode(text, ours.exactMoments).toData()).toEqual(ours.toData());
        const theirs = decodeFromCompressedBase64(text);
        expect(theirs.totalCount).toBe(all.length);
        expect(Math.min(theirs.getValueAtPercentile(99), ours.maxUs)).toBe(ours.percentileUs(99));
      }),
      { numRuns: 30 },
    );
  });

  it('reads what hdr-histogram-js encodes, also counts that take many bytes', () => {
    const counted = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 2 ** 31 })),
    );
    fc.assert(
      fc.property(counted, (all) => {
        const theirs = build({
          highestTrackableValue: 4_000_000_000,
          numberOfSignificantValueDigits: 3,
          bitBucketSize: 64,
        });
        for (const [us, count] of all) theirs.recordValueWithCount(us, count);
        const ours = LatencyHistogram.decode(encodeIntoCompressedBase64(theirs));
        const expected = all.filter(([us]) => us <= highestTrackableUs);
        expect(ours.count).toBe(expected.reduce((sum, [, count]) => sum + count, 0));
      }),
      { numRuns: 30 },
    );
  });

  it.each(['', 'AAAA', 'HISTFAAAAAA=', Buffer.from('no histogram').toString('base64')])(
    'refuses %j for an encoding',
    (text) => {
      expect(() => LatencyHistogram.decode(text)).toThrow();
    },
  );

  it('keeps minimum, maximum and mean exactly', () => {
    const histogram = histogramOf([1, 123_457, 99_999_999]);
    expect([histogram.minUs, histogram.maxUs]).toEqual([1, 99_999_999]);
    expect(histogram.meanUs).toBe((1 + 123_457 + 99_999_999) / 3);
  });

  it('is the same with few slots in use as with many, whichever are added to which', () => {
    const slots = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(slots, slots, (a, b) => {
        const spread = (all: readonly number[]): number[] => all.map((n) => n * 7919);
        const merged = histogramOf(spread(a));
        merged.add(histogramOf(spread(b)));
        const all = spread([...a, ...b]).sort((x, y) => x - y);
        expect(merged.toData()).toEqual(histogramOf(all).toData());
        for (const p of [0, 50, 100]) {
          const at = Math.max(1, Math.ceil((p / 100) * all.length)) - 1;
          const truth = all[at] as number;
          expect(merged.percentileUs(p)).toBeGreaterThanOrEqual(truth);
          expect(merged.percentileUs(p) - truth).toBeLessThanOrEqual(truth / 1000);
        }
        expect(merged.countAtMost(40 * 7919)).toBe(all.length);
        merged.clear();
        merged.add(histogramOf(spread(b)));
        expect(merged.toData()).toEqual(histogramOf(spread(b)).toData());
      }),
    );
  });

  it('is empty again after clear, and says 0 for everything when empty', () => {
    const histogram = histogramOf([5, 7_000_000]);
    histogram.clear();
    expect(histogram.toData()).toEqual(new LatencyHistogram().toData());
    expect([histogram.count, histogram.minUs, histogram.maxUs, histogram.percentileUs(99)]).toEqual(
      [0, 0, 0, 0],
    );
  });

  it.each([
    [-5, 0],
    [0.4, 0],
    [0.6, 1],
    [Number.NaN, 0],
    [2 ** 40, highestTrackableUs],
    [Number.POSITIVE_INFINITY, highestTrackableUs],
  ])('records %d as %d', (given, kept) => {
    expect(histogramOf([given]).maxUs).toBe(kept);
  });

  it('counts the values up to a bound', () => {
    const histogram = histogramOf([10, 20, 20, 30_000]);
    expect([9, 10, 20, 29_000, 30_000].map((us) => histogram.countAtMost(us))).toEqual([
      0, 1, 3, 3, 4,
    ]);
  });
});
