import type { OutcomeKind } from '../../invoke/outcome.js';
import { LatencyHistogram } from '../../measure/histogram.js';
import { legNames, type PairedAnswer } from '../../measure/paired-answer.js';
import type { PairedCounts } from '../statistics/proportions.js';

/** How one leg of one pair ended, as the table keeps it. */
const states = { open: 0, cold: 1, warm: 2, error: 3, throttled: 4, notSent: 5 } as const;
type State = (typeof states)[keyof typeof states];

/** What a leg's cold starts were. */
export interface ColdStarts {
  /** Invocations that ran and whose REPORT was read. */
  reports: number;
  count: number;
  init: LatencyHistogram;
}

/** Pairs that can say nothing of errors or latency, by what one of their legs ended in. */
export interface Excluded {
  throttled: number;
  /** Never sent: the limit of invocations in flight, or the end of the run. */
  notSent: number;
}

/** The latencies of both sides of the same pairs, in the order of the pairs. */
export interface PairedLatencies {
  first: Float64Array;
  second: Float64Array;
}

/**
 * How every pair ended: nine bytes for each leg of each pair, whatever the payloads and responses
 * were. Memory is taken for all planned pairs at once and never grows.
 */
export class PairTable {
  readonly pairs: number;
  readonly legs: number;
  readonly coldStarts: readonly ColdStarts[];
  readonly #states: Uint8Array;
  readonly #serviceUs: Float64Array;

  constructor(pairs: number, legs: number) {
    this.pairs = pairs;
    this.legs = legs;
    this.#states = new Uint8Array(pairs * legs);
    this.#serviceUs = new Float64Array(pairs * legs);
    this.coldStarts = legNames
      .slice(0, legs)
      .map(() => ({ reports: 0, count: 0, init: new LatencyHistogram() }));
  }

  /** Enters an answer. Each leg of each pair is entered once at most. */
  enter(answer: PairedAnswer): void {
    const at = answer.pair * this.legs + answer.leg;
    this.#states[at] = stateOf(answer);
    this.#serviceUs[at] = answer.serviceUs;
    const cold = this.coldStarts[answer.leg];
    if (!cold || answer.start === 'unknown') return;
    cold.reports += 1;
    if (answer.start !== 'cold') return;
    cold.count += 1;
    if (answer.initUs !== undefined) cold.init.record(answer.initUs);
  }

  /** Pairs in which both the old and the new side ended, in whatever. */
  get ended(): number {
    return this.#count((first, second) => first !== states.open && second !== states.open);
  }

  /** Pairs left out of every metric; what was throttled and what was not sent can be one pair. */
  excluded(): Excluded {
    const either = (state: State): number =>
      this.#count((first, second) => first === state || second === state);
    return { throttled: either(states.throttled), notSent: either(states.notSent) };
  }

  /** Of the pairs that ran on both sides, how many failed where. */
  errors(): PairedCounts {
    const failed = (state: number): boolean => state === states.error;
    const count = (first: boolean, second: boolean): number =>
      this.#count((a, b) => ran(a) && ran(b) && failed(a) === first && failed(b) === second);
    return {
      both: count(true, true),
      onlyFirst: count(true, false),
      onlySecond: count(false, true),
      neither: count(false, false),
    };
  }

  /** Service times in microseconds of the pairs that succeeded on both sides without a cold start. */
  warmLatencies(): PairedLatencies {
    const first: number[] = [];
    const second: number[] = [];
    this.#each((old, now, pair) => {
      if (old !== states.warm || now !== states.warm) return;
      first.push(this.#serviceUs[pair * this.legs] as number);
      second.push(this.#serviceUs[pair * this.legs + 1] as number);
    });
    return { first: Float64Array.from(first), second: Float64Array.from(second) };
  }

  #count(holds: (first: number, second: number) => boolean): number {
    let count = 0;
    this.#each((first, second) => {
      if (holds(first, second)) count++;
    });
    return count;
  }

  #each(visit: (first: number, second: number, pair: number) => void): void {
    for (let pair = 0; pair < this.pairs; pair++) {
      const at = pair * this.legs;
      visit(this.#states[at] as number, this.#states[at + 1] as number, pair);
    }
  }
}

/** Without a REPORT nobody knows of a cold start; such an invocation counts as warm. */
function stateOf({ kind, start }: PairedAnswer): State {
  if (kind === 'ok') return start === 'cold' ? states.cold : states.warm;
  return failures[kind];
}

const failures: Record<Exclude<OutcomeKind, 'ok'>, State> = {
  functionError: states.error,
  rejected: states.error,
  serviceError: states.error,
  transportError: states.error,
  throttled: states.throttled,
  dropped: states.notSent,
  aborted: states.notSent,
};

function ran(state: number): boolean {
  return state === states.cold || state === states.warm || state === states.error;
}
