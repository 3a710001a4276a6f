import type { RateCurve } from '../curve.js';
import type { Shard } from '../shard.js';
import type { StageKeys, Written } from './stage-key.js';

/** What is wrong with a stage; of all of it where `key` is absent. */
export interface LoadFault {
  key?: string;
  message: string;
  hint: string;
}

/** Where a stage stands: all that its arrivals may depend on beside its own spec. */
export interface StageSite {
  seed: number;
  /** Names the random numbers of this stage. */
  stream: string;
  /**
   * How many arrivals must be due in this stage for the first uniform one: what is left of the phase
   * and of the stages before it, less than 1.
   */
  firstDue: number;
  /** How many payloads the workload has. */
  payloadCount: number;
  /** When they were captured, in microseconds since the first: all of them, or one. */
  capturedUs(): Iterable<number>;
  capturedAtUs(position: number): number;
}

/** What of a scenario may be at odds with a stage. */
export interface StageSurroundings {
  /** Where the payloads come from; absent where that has problems of its own. */
  payloads: string | undefined;
  maxInFlight: number;
  isLast: boolean;
}

/** What a stage asks of those who send it, and of the function; 0 where it is not known. */
export interface LoadDemand {
  peakHz: number;
  /** Invocations held in flight by a closed loop. */
  concurrency: number;
}

/** What a stage intends. */
export interface LoadCount {
  /** Exact number of arrivals; absent for a closed loop. */
  count?: number;
  /** Highest rate asked for: for recorded timing its busiest second or its mean, for a closed loop 0. */
  peakHz: number;
  /** `peakHz` is the mean: to know the busiest second takes going through the recording. */
  isMean?: boolean;
  /** Invocations that a closed loop keeps in flight. */
  concurrency?: number;
}

/** What a scenario and a plan need to know of one kind of load. */
export interface LoadNotation<Spec, Keys extends StageKeys> {
  /** The key that says that a stage is of this kind. */
  key: keyof Keys & string;
  /** What messages call it. */
  title: string;
  /** Of several kinds with the same key: whether this one is meant by the key's value. */
  claims?(text: string): boolean;
  keys: Keys;
  /** What is wrong with a stage whose keys can be read one by one. */
  faults(written: Written<Keys>): LoadFault[];
  /** The stage, without faults, for the plan. */
  specOf(written: Written<Keys>): Spec;
  /** What is wrong with it where it stands. */
  misfits?(spec: Spec, surroundings: StageSurroundings): LoadFault[];
  /** The load in a few words: `20/s -> 400/s`. */
  text(spec: Spec): string;
}

/** How a kind of load is planned: pure functions of spec and site. */
export interface LoadPlanning<Spec> {
  demand(spec: Spec): LoadDemand;
  /** How long it intends to send: infinite for a closed loop that ends by count. */
  lengthS(spec: Spec, site: StageSite): number;
  count(spec: Spec, site: StageSite): LoadCount;
  /**
   * What its arrivals are divided by for a rate, where that is not `lengthS`: the time until the one
   * after the last would have come due. To that of the last, it would be one gap too short.
   */
  spanS?(spec: Spec, site: StageSite): number;
  /** A peak that takes going through the recording, in place of the mean. */
  busiest?(spec: Spec, site: StageSite): Pick<LoadCount, 'peakHz' | 'isMean'>;
  /** Its rate over time, where that is a formula. */
  curve?(spec: Spec): RateCurve;
  /** The `firstDue` of a stage after this one; absent where its arrivals are not uniform. */
  carried?(spec: Spec, firstDue: number): number | undefined;
  /** Open loop: intended times in microseconds since the start of the stage, in order. */
  arrivals?(spec: Spec, site: StageSite): Iterable<number>;
  /** Arrival k has record k of the recording, whatever the order of the payloads. */
  sendsRecords?: true;
  /** Closed loop: one lane's share of it. */
  share?(spec: Spec, shard: Shard): Spec;
}

/** A kind of load, all of it. */
export interface LoadKind<Spec, Keys extends StageKeys>
  extends LoadNotation<Spec, Keys>,
    LoadPlanning<Spec> {}

/** Has the compiler learn `Keys` from the object. */
export function loadKind<Spec>() {
  return <const Keys extends StageKeys>(kind: LoadKind<Spec, Keys>): LoadKind<Spec, Keys> => kind;
}
