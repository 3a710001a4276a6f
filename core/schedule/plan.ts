import type { Arrival } from './arrival.js';
import { loadOf } from './loads/index.js';
import { type PayloadOf, payloadOrder } from './order.js';
import { pairedArrivals } from './paired.js';
import type { CaptureTimes, PlanSpec } from './plan-spec.js';
import { type Shard, wholePlan } from './shard.js';
import { type TimedStage, timeline } from './timeline.js';

/** A workload's arrival before the plan has numbered it: it may be another shard's, which needs no payload. */
type Upcoming = Omit<Arrival, 'index' | 'payload'> & {
  /** Its payload is `payloadOf(k)`. */
  k: number;
  payloadOf: PayloadOf;
};

/**
 * The plan's open-loop arrivals in the order of their times (at the same time, in the order of the
 * workloads), one by one: nothing is planned into an array. The same spec and capture times give
 * the same arrivals. Shard i of n has those whose index is i modulo n.
 */
export function* planArrivals(
  plan: PlanSpec,
  captureTimes: CaptureTimes,
  shard: Shard = wholePlan,
): Generator<Arrival> {
  if (plan.paired) {
    yield* pairedArrivals(plan, captureTimes, shard);
    return;
  }
  const limit = plan.maxInvocations ?? Number.POSITIVE_INFINITY;
  let index = 0;
  for (const upcoming of merged(workloadsOf(plan, captureTimes))) {
    if (index >= limit) return;
    if (index % shard.count === shard.index) {
      const { intendedUs, k, payloadOf, workload, stage } = upcoming;
      yield { index, intendedUs, payload: payloadOf(k), workload, stage };
    }
    index += 1;
  }
}

function workloadsOf(plan: PlanSpec, captureTimes: CaptureTimes): Generator<Upcoming>[] {
  const stages = timeline(plan, captureTimes);
  return plan.workloads.map((spec, workload) =>
    workloadArrivals(
      stages.filter((timed) => timed.workload === workload),
      payloadOrder(spec, plan.seed),
    ),
  );
}

/** One workload's open stages, one after the other; k counts over all that send payloads in their order. */
function* workloadArrivals(
  stages: readonly TimedStage[],
  payloadOf: PayloadOf,
): Generator<Upcoming> {
  let k = 0;
  // Rounding may put a time a millionth of a nanosecond before its predecessor's.
  let lastUs = 0;
  for (const { spec, workload, stage, startS, site } of stages) {
    const startUs = startS * 1e6;
    const { arrivals, sendsRecords } = loadOf(spec);
    let record = 0;
    for (const atUs of arrivals?.(spec, site) ?? []) {
      lastUs = Math.max(lastUs, startUs + atUs);
      yield sendsRecords
        ? { intendedUs: lastUs, k: record, payloadOf: recordItself, workload, stage }
        : { intendedUs: lastUs, k, payloadOf, workload, stage };
      if (sendsRecords) record += 1;
      else k += 1;
    }
  }
}

/** A stage that sends records sends each at its own time. */
const recordItself: PayloadOf = (record) => record;

/** Merges sorted sequences, and closes them all when it is closed before their end. */
function* merged(sequences: Generator<Upcoming>[]): Generator<Upcoming> {
  try {
    yield* earliestFirst(sequences);
  } finally {
    for (const sequence of sequences) sequence.return(undefined);
  }
}

/** There are as many sequences as workloads, so the earliest is looked for. */
function* earliestFirst(sequences: Generator<Upcoming>[]): Generator<Upcoming> {
  if (sequences.length === 1) {
    yield* sequences[0] as Generator<Upcoming>;
    return;
  }
  const heads = sequences.map((sequence) => sequence.next());
  for (;;) {
    let first = -1;
    let earliestUs = Number.POSITIVE_INFINITY;
    for (let i = 0; i < heads.length; i++) {
      const head = heads[i] as IteratorResult<Upcoming>;
      if (!head.done && head.value.intendedUs < earliestUs) {
        first = i;
        earliestUs = head.value.intendedUs;
      }
    }
    if (first === -1) return;
    yield (heads[first] as IteratorYieldResult<Upcoming>).value;
    heads[first] = (sequences[first] as Generator<Upcoming>).next();
  }
}
