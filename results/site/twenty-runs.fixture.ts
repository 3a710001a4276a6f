import type { Database } from '../../core/database/open.js';
import { type Batch, enter, functionError, ok } from '../../core/judge/books.fixture.js';
import { Ledger } from '../../core/measure/ledger.js';
import { reportOf } from '../document/run-report.js';
import { sampleMeta } from '../document/sample-run.fixture.js';
import { RunStore } from '../store/run-store.js';

/** The run, from 0, at which the function becomes slower by a third. */
export const jumpAt = 13;

const [workload] = sampleMeta().plan;
const seconds = 12;

/** Twenty nightly runs of a function that becomes slower by 0.4% each night, and by a third at one of them. */
export function storeTwentyRuns(db: Database, count = 20): string[] {
  const store = new RunStore(db);
  return Array.from({ length: count }, (_, at) => {
    const startedAtMs = Date.UTC(2026, 9, 1 + at, 3);
    const stages = [{ name: '100/s', planned: 1200, startS: 0, durationS: seconds, peakHz: 100 }];
    const plan = workload ? [{ ...workload, stages }] : [];
    const changes = { plan, expectations: ['p50 < 120ms', 'functionError < 1%'] };
    const tags = { commit: `c${String(at).padStart(2, '0')}` };
    const meta = sampleMeta({ name: 'checkout nightly', tags, ...changes });
    const writer = store.start(meta, startedAtMs);
    for (let second = 0; second < seconds; second++) {
      const ledger = enter(new Ledger(), batchesOf(at), second).toData();
      const health = { busyShare: 0.2, gcMs: 1 };
      const [inFlight, maxInFlight] = [0, 5 + ((second * 7 + at) % 4)];
      writer.commit({ second, ledger, inFlight, maxInFlight, samples: [], health });
    }
    const { verdicts } = reportOf(
      { ...store.find(writer.id), status: 'finished' },
      writer.books('finished'),
    );
    writer.finish('finished', startedAtMs + seconds * 1000 + 90, verdicts);
    return writer.id;
  });
}

/** What a second brings: 40 to 90 ms, as far as the function has drifted. */
function batchesOf(at: number): Batch[] {
  const slower = (1 + 0.004 * at) * (at < jumpAt ? 1 : 1.35) * (1 + 0.01 * Math.sin(at * 5));
  const failing = at === 17 ? 3 : 0;
  return [
    { count: 100 - failing, outcome: ok('11', {}), msOf: (n) => slower * (40 + ((n * 7) % 50)) },
    { count: failing, outcome: functionError('11', 'TypeError', 'x is undefined') },
  ];
}
