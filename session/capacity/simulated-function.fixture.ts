import { createRandom, type Random } from '../../core/base/random.js';
import type { Outcome } from '../../core/invoke/outcome.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { normalQuantile } from '../../core/judge/statistics/normal.js';
import type { PlannedStep } from './plan-step.js';
import { arrivalsOf, type Due, type StepRecorder } from './step-recorder.fixture.js';
import { searchInVirtualTime, type VirtualQuestion } from './virtual-search.fixture.js';

/** What becomes of an invocation that comes at a time; all come in order. */
export interface Fate {
  /** Seconds until it is answered. */
  afterS: number;
  /** An environment started for it. */
  isCold?: boolean;
  /** Lambda's reason for refusing it. */
  throttled?: string;
}

/** A function of which everything is known. Its state lives on from step to step. */
export type SimulatedFunction = (atS: number, random: Random) => Fate;

/** Log-normal service times: the median, and the 99th percentile as a multiple of it. */
function around(medianS: number, tail: number, random: Random): number {
  return medianS * Math.exp((Math.log(tail) / normalQuantile(0.99)) * normalQuantile(random()));
}

/** A limit on the rate: a bucket that starts full and refills. */
export function tokenBucket(rateHz: number, size: number): SimulatedFunction {
  let [tokens, lastS] = [size, 0];
  return (atS, random) => {
    tokens = Math.min(size, tokens + (atS - lastS) * rateHz);
    lastS = atS;
    if (tokens < 1) {
      return { afterS: 0.005, throttled: 'ReservedFunctionInvocationRateLimitExceeded' };
    }
    tokens -= 1;
    return { afterS: around(0.05, 3, random) };
  };
}

/** So many servers with one queue before them, each exponential with this mean: a pool of connections. */
export function queue(servers: number, meanS: number): SimulatedFunction {
  const free = new Array<number>(servers).fill(0);
  return (atS, random) => {
    const next = free.indexOf(Math.min(...free));
    const startS = Math.max(atS, free[next] as number);
    free[next] = startS - Math.log(1 - random()) * meanS;
    return { afterS: (free[next] as number) - atS };
  };
}

/** Ever slower as the rate rises, with no edge: the median doubles at `kneeHz`. */
export function softKnee(kneeHz: number, medianS: number, tail: number): SimulatedFunction {
  let [rateHz, lastS] = [0, 0];
  return (atS, random) => {
    // The mean rate of the last second or so.
    rateHz = rateHz * Math.exp(lastS - atS) + 1;
    lastS = atS;
    return { afterS: around(medianS * (1 + (rateHz / kneeHz) ** softness), tail, random) };
  };
}

/** How fast the soft knee bends. */
const softness = 4;

/** Environments that serve one at a time, start cold, and are at most so many. */
export function environments(
  reserved: number,
  { medianS, tail, initS }: { medianS: number; tail: number; initS: number },
): SimulatedFunction {
  const busyUntilS: number[] = [];
  return (atS, random) => {
    const free = busyUntilS.findIndex((untilS) => untilS <= atS);
    if (free < 0 && busyUntilS.length >= reserved) {
      return {
        afterS: 0.005,
        throttled: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      };
    }
    const isCold = free < 0;
    const afterS = around(medianS, tail, random) + (isCold ? initS : 0);
    busyUntilS[isCold ? busyUntilS.length : free] = atS + afterS;
    return { afterS, isCold };
  };
}

/** Stands still now and then, on average so many seconds apart, for up to `longestS`. */
export function stalling(
  inner: SimulatedFunction,
  { everyS, longestS, seed }: { everyS: number; longestS: number; seed: number },
): SimulatedFunction {
  const random = createRandom(seed, 'stalls');
  let [fromS, toS] = [0, 0];
  const next = () => {
    fromS = toS - Math.log(1 - random()) * everyS;
    toS = fromS + longestS * (0.3 + 0.7 * random());
  };
  next();
  return (atS, ofFunction) => {
    while (atS >= toS) next();
    const fate = inner(atS, ofFunction);
    const isStalled = fate.throttled === undefined && atS + fate.afterS > fromS;
    return isStalled ? { ...fate, afterS: Math.max(fate.afterS, toS - atS) } : fate;
  };
}

/** A search on a simulated function. */
export interface SimulatedCase extends VirtualQuestion {
  function: SimulatedFunction;
  isPoisson?: boolean;
  seed: number;
  /** Default 1000, as a scenario's. */
  maxInFlight?: number;
}

/** A whole search, in virtual time. */
export function searchSimulated(given: SimulatedCase): Promise<CapacityReport> {
  const random = createRandom(given.seed, 'function');
  const clock = { nowS: 0 };
  return searchInVirtualTime(
    given,
    (planned, nth, recorder) => driveStep(given, planned, { nth, random, clock, recorder }),
    (seconds) => {
      clock.nowS += seconds;
    },
  );
}

interface Surroundings {
  nth: number;
  random: Random;
  clock: { nowS: number };
  recorder: StepRecorder;
}

function driveStep(
  given: SimulatedCase,
  { level, times }: PlannedStep,
  { nth, random, clock, recorder }: Surroundings,
): void {
  const { isPoisson = false, maxInFlight = 1000, seed } = given;
  const answers = new AnswerQueue();
  const answerUntil = (us: number): void => {
    for (let next = answers.take(us); next; next = answers.take(us)) {
      recorder.answer(next.due, next.atUs, outcomeOf(next.fate));
    }
  };
  for (const due of arrivalsOf(level, times, { seed: seed * 1000 + nth, isPoisson })) {
    answerUntil(due.us);
    if (recorder.inFlight >= maxInFlight) {
      recorder.drop(due);
      continue;
    }
    recorder.send(due);
    const fate = given.function(clock.nowS + due.us / 1e6, random);
    answers.add({ due, fate, atUs: due.us + fate.afterS * 1e6 });
  }
  const endUs = Math.max((times.warmUpS + times.measureS) * 1e6, answers.lastUs);
  answerUntil(endUs);
  clock.nowS += endUs / 1e6;
}

interface Answer {
  due: Due;
  fate: Fate;
  atUs: number;
}

/** Answers by their time: a binary heap. */
class AnswerQueue {
  lastUs = 0;
  readonly #heap: Answer[] = [];

  add(answer: Answer): void {
    this.lastUs = Math.max(this.lastUs, answer.atUs);
    const heap = this.#heap;
    let at = heap.push(answer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((heap[parent] as Answer).atUs <= answer.atUs) break;
      heap[at] = heap[parent] as Answer;
      at = parent;
    }
    heap[at] = answer;
  }

  /** The earliest that has come by then. */
  take(us: number): Answer | undefined {
    const heap = this.#heap;
    const [first] = heap;
    if (!first || first.atUs > us) return undefined;
    const last = heap.pop() as Answer;
    if (heap.length === 0) return first;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      const right = child + 1;
      if (right < heap.length && (heap[right] as Answer).atUs < (heap[child] as Answer).atUs) {
        child = right;
      }
      if ((heap[child] as Answer).atUs >= last.atUs) break;
      heap[at] = heap[child] as Answer;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function outcomeOf({ throttled, isCold, afterS }: Fate): Outcome {
  if (throttled !== undefined) {
    return { kind: 'throttled', statusCode: 429, reason: throttled, errorMessage: '' };
  }
  const durationMs = afterS * 1000;
  const times = { durationMs, billedDurationMs: Math.ceil(durationMs) };
  const report = { ...times, memorySizeMb: 128, maxMemoryUsedMb: 64 };
  return {
    ...{ kind: 'ok', statusCode: 200, responseBytes: 2 },
    ...(isCold !== undefined && { report: { ...report, ...(isCold && { initDurationMs: 1 }) } }),
  };
}
