import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Payload } from '../invoke/client.js';
import { traceCalls } from './trace-calls.js';

const payload: Payload = { bytes: Buffer.from('{}'), sha256: '' };
const nowUs = Date.UTC(2026, 10, 29) * 1000;
const count = 4000;

function traced(share: number, seed: number): (string | undefined)[] {
  const trace = traceCalls(share);
  return Array.from({ length: count }, (_, seq) => {
    const context = { seq, seed, record: 0, arrival: `0/1/${seq}`, nowUs };
    return trace(payload, context).traceId;
  });
}

const places = (ids: readonly (string | undefined)[]): boolean[] =>
  ids.map((id) => id !== undefined);

it('traces the same invocations for the same seed, as many as the share says', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.nat(), (share, seed) => {
      const first = traced(share, seed);
      expect(places(traced(share, seed))).toEqual(places(first));
      const found = first.filter((id) => id !== undefined).length;
      // Six standard deviations of a binomial: one in a billion.
      expect(Math.abs(found - share * count)).toBeLessThanOrEqual(
        6 * Math.sqrt(count * share * (1 - share)) + 1e-9,
      );
    }),
    { numRuns: 30 },
  );
});

it('gives each an id of its own that holds the time', () => {
  const ids = [...traced(1, 7), ...traced(1, 7)];
  expect(new Set(ids).size).toBe(2 * count);
  const seconds = Math.floor(nowUs / 1e6).toString(16);
  for (const id of ids) expect(id).toMatch(new RegExp(`^1-${seconds}-[0-9a-f]{24}$`));
});

it('traces others with another seed, and leaves the payload itself alone', () => {
  expect(places(traced(0.5, 1))).not.toEqual(places(traced(0.5, 2)));
  expect(payload.traceId).toBeUndefined();
});
