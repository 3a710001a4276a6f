import type { Batch } from '../../core/judge/books.fixture.js';
import type { Interval } from '../../core/measure/interval.js';
import { Ledger } from '../../core/measure/ledger.js';
import { SampleKeeper } from '../../core/measure/sample-keeper.js';
import type { RunDetails } from './run-details.js';
import { sampleBatches } from './sample-run.fixture.js';

/** The seconds and samples of the run whose totals `enter` puts into a ledger: the same arrivals. */
export function sampleDetails(batches: readonly Batch[] = sampleBatches): RunDetails {
  const seconds = new Map<number, Ledger>();
  const keeper = new SampleKeeper(7, 0, { failures: 20, reservoir: 50, slowest: 5 });
  const ledgerAt = (us: number): Ledger => {
    const second = Math.floor(us / 1e6);
    const known = seconds.get(second) ?? new Ledger();
    seconds.set(second, known);
    return known;
  };
  let index = 0;
  for (const { count, outcome, workload = 0, stage = 0, ...rest } of batches) {
    const { msOf = () => 10, lateMs = 0.2 } = rest;
    for (let n = 0; n < count; n++, index++) {
      const intendedUs = index * 10_000;
      const sentUs = intendedUs + lateMs * 1000;
      const answeredUs = sentUs + msOf(n) * 1000;
      ledgerAt(intendedUs).arrivalDue(workload, stage);
      if (outcome.kind !== 'dropped') ledgerAt(sentUs).sent(workload, stage, intendedUs, sentUs);
      const arrival = { index, intendedUs, payload: index % 3, workload, stage };
      const sample = { arrival, sentUs, answeredUs, outcome };
      ledgerAt(answeredUs).record(sample);
      keeper.offer(sample);
    }
  }
  const samples = keeper.take().sort((a, b) => a.index - b.index);
  const intervals = [...seconds]
    .sort(([a], [b]) => a - b)
    .map(([second, ledger]) => intervalOf(second, ledger));
  return { intervals: () => intervals, samples: () => samples };
}

/** A second of a run, with made-up numbers of what its ledger does not hold. */
export function intervalOf(second: number, ledger: Ledger): Interval {
  return {
    second,
    ledger: ledger.toData(),
    inFlight: 3 + (second % 4),
    maxInFlight: 9 + (second % 4),
    samples: [],
    health: { busyShare: 0.2, gcMs: 1 },
  };
}
