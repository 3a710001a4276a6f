import { fnv1a, mix32 } from '../base/random.js';
import type { WorkloadSpec } from './plan-spec.js';

/** The payload of a workload's k-th arrival: a pure function, so that shards need no shared state. */
export type PayloadOf = (k: number) => number;

/** How the payloads of a workload follow each other, by its `order`. */
export function payloadOrder({ order, payloadCount, name }: WorkloadSpec, seed: number): PayloadOf {
  const key = mix32(seed ^ fnv1a(`order/${name}`)) ^ mix32(Math.floor(seed / 2 ** 32));
  if (order === 'recorded') return (k) => k % payloadCount;
  if (order === 'random') return (k) => randomBelow(payloadCount, key, k);
  return (k) => permute(k % payloadCount, payloadCount, key ^ mix32(Math.floor(k / payloadCount)));
}

/** A hash of k in [0, n): 53 bits scaled down, so that the bias is below n / 2^53. */
function randomBelow(n: number, key: number, k: number): number {
  const high = mix32(key ^ mix32(k) ^ Math.floor(k / 2 ** 32));
  const low = mix32(high ^ mix32(k ^ 0x9e3779b9));
  return Math.floor((((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53) * n);
}

/**
 * How often each payload takes each place, counted over 20,000 passes: four rounds leave 5 payloads
 * uneven by 8%, and 40 still show it in a chi-square test; with twelve, 3 to 100 payloads pass.
 */
function roundsFor(half: number): number {
  return half <= 16 ? 12 : 4;
}

/**
 * A pseudo-random permutation of [0, n) that needs no memory: a Feistel network over the smallest
 * even number of bits that holds n, walked until it lands below n again (Black and Rogaway, "Ciphers
 * with Arbitrary Finite Domains", CT-RSA 2002). At most four steps on average, as 2^bits < 4 n.
 * `index` must be in [0, n): from outside, the walk may never come back.
 */
export function permute(index: number, n: number, key: number): number {
  if (n <= 1) return 0;
  const halfBits = Math.max(1, Math.ceil(Math.log2(n) / 2));
  const half = 2 ** halfBits;
  const rounds = roundsFor(half);
  let value = index;
  do {
    let left = Math.floor(value / half);
    let right = value % half;
    for (let round = 0; round < rounds; round++) {
      const mixed = mix32(right ^ mix32(key + round)) % half;
      const next = (left ^ mixed) >>> 0;
      left = right;
      right = next;
    }
    value = left * half + right;
  } while (value >= n);
  return value;
}
