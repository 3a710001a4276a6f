import { defined } from '../base/defined.js';
import { createRandom, type Random } from '../base/random.js';
import { type FunctionError, type Ok, type OutcomeKind, wasServed } from '../invoke/outcome.js';
import type { Sample } from './sample.js';
import { SlowestKeeper } from './slowest-keeper.js';
import { type StreamedSample, streamedSample } from './streamed-sample.js';

/** One invocation, kept to be looked at and replayed alone. Times are microseconds of the run. */
export interface KeptSample {
  /** Where it is kept; a later sample of the same slot replaces this one. */
  slot: string;
  index: number;
  workload: number;
  stage: number;
  payload: number;
  intendedUs: number;
  sentUs: number;
  answeredUs: number;
  kind: OutcomeKind;
  /** ThrottleReason, exception name, errorType or system code. */
  type?: string;
  message?: string;
  statusCode?: number;
  requestId?: string;
  version?: string;
  tenantId?: string;
  durableExecutionArn?: string;
  /** Of a streamed answer, also of one that broke off. */
  stream?: StreamedSample;
  durationMs?: number;
  initDurationMs?: number;
  billedDurationMs?: number;
  /** Of X-Ray: the trace that it began, or that its log names. */
  traceId?: string;
}

export interface SampleLimits {
  /** Of each kind of failure: that many of the first are kept. */
  failures: number;
  /** Of `ok`: a uniform random choice of that many. */
  reservoir: number;
  /** Of what was served: that many of the slowest, whether they are kept otherwise or not. */
  slowest: number;
}

/** Whether it is kept as one of the slowest: no part of the uniform choice, and perhaps there twice. */
export function isKeptAsSlow({ slot }: Pick<KeptSample, 'slot'>): boolean {
  return /^[^/]*\/slow\//.test(slot);
}

/**
 * Chooses which invocations are kept one by one: the first failures and throttles of each kind, of the
 * rest a uniform sample of fixed size (Vitter's algorithm R, 1985), and the slowest of all. Memory does
 * not grow with the run.
 */
export class SampleKeeper {
  readonly #lane: number | string;
  readonly #limits: SampleLimits;
  readonly #random: Random;
  readonly #failures = new Map<OutcomeKind, number>();
  readonly #slowest: SlowestKeeper;
  #seen = 0;
  #changed = new Map<string, KeptSample>();

  constructor(seed: number, lane: number | string, limits: SampleLimits) {
    this.#lane = lane;
    this.#limits = limits;
    this.#slowest = new SlowestKeeper(limits.slowest);
    this.#random = createRandom(seed, `samples/${lane}`);
  }

  offer(sample: Sample): void {
    const slot = sample.outcome.kind === 'ok' ? this.#reservoirSlot() : this.#failureSlot(sample);
    if (slot !== undefined) this.#changed.set(slot, keptSample(sample, slot));
    const slow = this.#slowSlot(sample);
    if (slow !== undefined) this.#changed.set(slow, keptSample(sample, slow));
  }

  /** How many were chosen since they were last taken. */
  get changed(): number {
    return this.#changed.size;
  }

  /** What was chosen since the last call. */
  take(): KeptSample[] {
    if (this.#changed.size === 0) return [];
    const samples = [...this.#changed.values()];
    this.#changed = new Map();
    return samples;
  }

  #reservoirSlot(): string | undefined {
    const seen = this.#seen++;
    const place = seen < this.#limits.reservoir ? seen : Math.floor(this.#random() * (seen + 1));
    return place < this.#limits.reservoir ? `${this.#lane}/ok/${place}` : undefined;
  }

  #slowSlot({ arrival, answeredUs, outcome: { kind } }: Sample): string | undefined {
    if (kind !== 'ok' && kind !== 'functionError') return undefined;
    const place = this.#slowest.offer(answeredUs - arrival.intendedUs);
    return place === undefined ? undefined : `${this.#lane}/slow/${place}`;
  }

  /** Dropped arrivals are all alike: they were never sent, so there is nothing to look at. */
  #failureSlot({ outcome: { kind } }: Sample): string | undefined {
    if (kind === 'dropped') return undefined;
    const seen = this.#failures.get(kind) ?? 0;
    if (seen >= this.#limits.failures) return undefined;
    this.#failures.set(kind, seen + 1);
    return `${this.#lane}/${kind}/${seen}`;
  }
}

/** What is told of a single invocation. */
export function keptSample(sample: Sample, slot: string): KeptSample {
  const { arrival, sentUs, answeredUs, outcome, tenantId, traceId } = sample;
  const { index, workload, stage, payload, intendedUs } = arrival;
  const kept: KeptSample = {
    ...{ slot, index, workload, stage, payload, intendedUs, sentUs, answeredUs },
    kind: outcome.kind,
    ...defined({ tenantId, traceId, stream: streamedSample(sample) }),
  };
  if (outcome.kind === 'throttled') kept.type = outcome.reason;
  else if ('errorType' in outcome) kept.type = outcome.errorType;
  if ('errorMessage' in outcome) kept.message = outcome.errorMessage;
  if ('statusCode' in outcome) kept.statusCode = outcome.statusCode;
  if ('requestId' in outcome && outcome.requestId !== undefined) kept.requestId = outcome.requestId;
  return wasServed(outcome) ? { ...kept, ...ofExecution(outcome) } : kept;
}

function ofExecution(outcome: Ok | FunctionError): Partial<KeptSample> {
  const { executedVersion: version, durableExecutionArn, report } = outcome;
  const { durationMs, billedDurationMs, initDurationMs, traceId } = report ?? {};
  const times = { durationMs, billedDurationMs, initDurationMs };
  return defined({ version, durableExecutionArn, ...times, traceId });
}
