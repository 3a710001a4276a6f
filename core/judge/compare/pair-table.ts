import { defined } from '../../base/defined.js';
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
  /** Which execution environment served each; absent unless nearly all answers told. */
  environments?: { first: Uint32Array; second: Uint32Array };
}

/** The times that a table has of each leg. */
export type PairTime = 'service' | 'ttfb';

/** Of the pairs' log tails, so many must name their environments. */
const enoughNamed = 0.95;

/**
 * How every pair ended: thirteen bytes for each leg of each pair, whatever the payloads and responses
 * were, and eight more once one was streamed. Memory is taken for all planned pairs at once.
 */
export class PairTable {
  readonly pairs: number;
  readonly legs: number;
  readonly coldStarts: readonly ColdStarts[];
  readonly #states: Uint8Array;
  readonly #serviceUs: Float64Array;
  /** To the first byte of what was streamed; NaN for what was not. */
  #ttfbUs: Float64Array | undefined;
  /** Numbers of log streams, from 1 in the order in which they were first seen; 0 is not known. */
  readonly #environments: Uint32Array;
  readonly #streams = new Map<string, number>();

  constructor(pairs: number, legs: number) {
    this.pairs = pairs;
    this.legs = legs;
    this.#states = new Uint8Array(pairs * legs);
    this.#serviceUs = new Float64Array(pairs * legs);
    this.#environments = new Uint32Array(pairs * legs);
    this.coldStarts = legNames
      .slice(0, legs)
      .map(() => ({ reports: 0, count: 0, init: new LatencyHistogram() }));
  }

  /** Enters an answer. Each leg of each pair is entered once at most. */
  enter(answer: PairedAnswer): void {
    const at = answer.pair * this.legs + answer.leg;
    this.#states[at] = stateOf(answer);
    this.#serviceUs[at] = answer.serviceUs;
    this.#environments[at] = this.#numberOf(answer.logStream);
    if (answer.ttfbUs !== undefined) this.#ttfbs()[at] = answer.ttfbUs;
    const cold = this.coldStarts[answer.leg];
    if (!cold || answer.start === 'unknown') return;
    cold.reports += 1;
    if (answer.start !== 'cold') return;
    cold.count += 1;
    if (answer.initUs !== undefined) cold.init.record(answer.initUs);
  }

  /** Whether anything was streamed. */
  get hasStreams(): boolean {
    return this.#ttfbUs !== undefined;
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

  /**
   * Service times, or times to the first byte of what was streamed, in microseconds of the pairs that
   * succeeded without a cold start on both sides: on old's and that of another leg, new's unless told.
   */
  warmLatencies(other = 1, of: PairTime = 'service'): PairedLatencies {
    const times = of === 'service' ? this.#serviceUs : this.#ttfbUs;
    const warm: number[] = [];
    for (let pair = 0; times && pair < this.pairs; pair++) {
      const at = pair * this.legs;
      const counts = (leg: number): boolean =>
        this.#states[at + leg] === states.warm && !Number.isNaN(times[at + leg]);
      if (counts(0) && counts(other)) warm.push(at);
    }
    const [first, second] = [0, other].map((leg) =>
      Float64Array.from(warm, (at) => times?.[at + leg] as number),
    ) as [Float64Array, Float64Array];
    const environments = this.#environmentsOf(warm, other);
    return { first, second, ...defined({ environments }) };
  }

  /** Of what one leg did not name, each is a number like any other: environment 0. */
  #environmentsOf(warm: readonly number[], other: number): PairedLatencies['environments'] {
    const [first, second] = [0, other].map((leg) =>
      Uint32Array.from(warm, (at) => this.#environments[at + leg] as number),
    ) as [Uint32Array, Uint32Array];
    const isNamed = [first, second].every(
      (side) => side.filter((each) => each !== 0).length >= enoughNamed * side.length,
    );
    return isNamed && warm.length > 0 ? { first, second } : undefined;
  }

  #ttfbs(): Float64Array {
    this.#ttfbUs ??= new Float64Array(this.pairs * this.legs).fill(Number.NaN);
    return this.#ttfbUs;
  }

  #numberOf(logStream: string | undefined): number {
    if (logStream === undefined) return 0;
    const known = this.#streams.get(logStream);
    if (known !== undefined) return known;
    this.#streams.set(logStream, this.#streams.size + 1);
    return this.#streams.size;
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
