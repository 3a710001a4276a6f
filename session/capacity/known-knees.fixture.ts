import { createRandom } from '../../core/base/random.js';
import { quantileRank } from '../../core/judge/statistics/quantile.js';
import {
  environments,
  queue,
  type SimulatedCase,
  type SimulatedFunction,
  softKnee,
  stalling,
  tokenBucket,
} from './simulated-function.fixture.js';

/** A function whose knee is known, and what is asked of it. */
export interface KnownKnee {
  name: string;
  slo: string;
  /** The highest rate that keeps the objective for ever. */
  kneeHz: number;
  /** What arithmetic allows: no search may pass above it. */
  limitHz: number;
  /** What should be named as the limit. */
  limits: readonly string[];
  search: (seed: number) => Omit<SimulatedCase, 'slo'>;
}

const exponential = { servers: 4, meanS: 0.05 };
const limitHz = exponential.servers / exponential.meanS;

/** All of them; the queues' knees are computed when they are asked for. */
export function knownKnees(): KnownKnee[] {
  const pool = { medianS: 0.05, tail: 2, initS: 4 };
  const soft = { slo: 'p99 < 300ms', limits: ['latency'], limitHz: Number.POSITIVE_INFINITY };
  const softHz = (isPoisson: boolean) =>
    bisect((rateHz) => inTheLongRun(softKnee(60, 0.05, 3), rateHz, isPoisson).p99S < 0.3);
  const queues = { limits: ['latency', 'throughput'], limitHz };
  return [
    {
      ...{
        name: 'token bucket of 120/s',
        slo: 'throttled < 1%',
        limits: ['requestRate', 'invocationRate'],
      },
      ...{ kneeHz: 120 / 0.99, limitHz: 120 / 0.99 },
      search: (seed) => ({ seed, function: tokenBucket(120, 120), isPoisson: true }),
    },
    {
      ...{ name: 'token bucket of 300/s, two seconds deep', slo: 'throttled < 1%' },
      ...{ kneeHz: 300 / 0.99, limitHz: 300 / 0.99, limits: ['requestRate', 'invocationRate'] },
      search: (seed) => ({ seed, function: tokenBucket(300, 600) }),
    },
    ...[0.3, 1, 5].map(
      (slowestS): KnownKnee => ({
        ...{
          name: 'M/M/4 of 80/s',
          slo: `p99 < ${slowestS < 1 ? `${slowestS * 1000}ms` : `${slowestS}s`}`,
          ...queues,
        },
        kneeHz: bisect((rateHz) => mmkTail(rateHz, slowestS) < 0.01),
        search: (seed) => ({
          ...{ seed, function: queue(exponential.servers, exponential.meanS), isPoisson: true },
        }),
      }),
    ),
    {
      ...{ name: 'M/M/4 of 80/s, from 150/s', slo: 'p99 < 1s', ...queues },
      kneeHz: bisect((rateHz) => mmkTail(rateHz, 1) < 0.01),
      search: (seed) => ({
        ...{ seed, function: queue(exponential.servers, exponential.meanS), isPoisson: true },
        from: 150,
      }),
    },
    ...[0.5, 2].map(
      (slowestS): KnownKnee => ({
        ...{
          name: 'D/M/4 of 80/s',
          slo: `p99 < ${slowestS < 1 ? `${slowestS * 1000}ms` : `${slowestS}s`}`,
          ...queues,
        },
        kneeHz: bisect(
          (rateHz) =>
            inTheLongRun(queue(exponential.servers, exponential.meanS), rateHz).p99S < slowestS,
        ),
        search: (seed) => ({ seed, function: queue(exponential.servers, exponential.meanS) }),
      }),
    ),
    {
      ...{ name: 'soft knee', ...soft, kneeHz: softHz(false) },
      search: (seed) => ({ seed, function: softKnee(60, 0.05, 3) }),
    },
    {
      ...{ name: 'soft knee, Poisson arrivals', ...soft, kneeHz: softHz(true) },
      search: (seed) => ({ seed, function: softKnee(60, 0.05, 3), isPoisson: true }),
    },
    {
      ...{ name: 'cold starts of 4 s, then none: 160/s is all that is asked', slo: 'p99 < 300ms' },
      ...{ kneeHz: 160, limitHz: 160, limits: ['maximum'] },
      search: (seed) => ({
        seed,
        function: environments(1000, pool),
        max: 160,
        times: { measureS: 5 },
      }),
    },
    {
      ...{
        name: 'cold starts of 4 s, 10 environments of 50 ms',
        slo: 'p99 < 300ms, throttled < 1%',
      },
      ...{ limitHz: 200, limits: ['reservedConcurrency'] },
      kneeHz: bisect(
        (rateHz) => inTheLongRun(environments(10, pool), rateHz).throttled < 0.01,
        200,
      ),
      search: (seed) => ({ seed, function: environments(10, pool) }),
    },
    {
      ...{ name: 'soft knee, a stall every four minutes', ...soft, kneeHz: softHz(false) },
      search: (seed) => ({
        seed,
        function: stalling(softKnee(60, 0.05, 3), { everyS: 240, longestS: 2, seed }),
      }),
    },
    {
      ...{
        name: 'token bucket of 120/s, a stall every four minutes',
        slo: 'p99 < 300ms, throttled < 1%',
      },
      ...{ kneeHz: 120 / 0.99, limitHz: 120 / 0.99, limits: ['requestRate', 'invocationRate'] },
      search: (seed) => ({
        seed,
        function: stalling(tokenBucket(120, 120), { everyS: 240, longestS: 2, seed }),
      }),
    },
  ];
}

/** The highest rate below the arithmetic limit that keeps something. */
function bisect(isKept: (rateHz: number) => boolean, mostHz = limitHz): number {
  let [low, high] = [1, mostHz];
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2;
    if (isKept(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * P(response time > t) of M/M/k: Erlang's C, and the sum of an exponential wait and an exponential
 * service (D. Gross, C. M. Harris, Fundamentals of Queueing Theory).
 */
function mmkTail(rateHz: number, t: number): number {
  const { servers: k, meanS } = exponential;
  const load = rateHz * meanS;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < k; n++) {
    term *= load / n;
    sum += term;
  }
  const full = (term * load) / k / (1 - load / k);
  const waits = full / (sum + full);
  const spare = k - 1 - load;
  const mu = 1 / meanS;
  const wait = Math.abs(spare) < 1e-9 ? mu * t : (1 - Math.exp(-mu * t * spare)) / spare;
  return Math.exp(-mu * t) * (1 + waits * wait);
}

const longRun = 200_000;

/** What a function shows in the long run, warm, by simulation. */
function inTheLongRun(
  serve: SimulatedFunction,
  rateHz: number,
  isPoisson = false,
): { p99S: number; throttled: number } {
  const random = createRandom(1, 'long run');
  const times: number[] = [];
  let [atS, throttled] = [0, 0];
  for (let nth = 0; nth < longRun * 1.1; nth++) {
    atS += (isPoisson ? -Math.log(1 - random()) : 1) / rateHz;
    const fate = serve(atS, random);
    if (nth < longRun * 0.1) continue;
    if (fate.throttled === undefined) times.push(fate.afterS);
    else throttled += 1;
  }
  const sorted = Float64Array.from(times).sort();
  const p99S = sorted[quantileRank(0.99, sorted.length) - 1] as number;
  return { p99S, throttled: throttled / longRun };
}
