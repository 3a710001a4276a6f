import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Batch, enter, functionError, ok } from '../../core/judge/books.fixture.js';
import { Ledger } from '../../core/measure/ledger.js';
import type { RunMeta } from '../../results/document/run-meta.js';
import { type RunReport, reportOf } from '../../results/document/run-report.js';
import { sampleMeta } from '../../results/document/sample-run.fixture.js';
import { baselineVerdicts } from '../../results/document/wording/comparison-verdicts.js';
import { jumpAt, storeTwentyRuns } from '../../results/site/twenty-runs.fixture.js';
import { temporaryDatabase } from '../../results/store/database.fixture.js';
import { exportRun } from '../../results/store/run-files.js';
import { RunStore } from '../../results/store/run-store.js';
import { compareWithBaseline, findBaseline } from './baseline.js';

const tolerances = {
  ...{ maxSlowdown: 0.1, maxErrorIncrease: 0.01, alpha: 0.05, environmentSpread: 0.2, seed: 1 },
  metrics: ['latency', 'p50', 'errors'] as const,
};

const [workload] = sampleMeta().plan;
const stage = { name: '100/s', planned: 1200, startS: 0, durationS: 12, peakHz: 100 };

function metaOf(changes: Partial<RunMeta> = {}): RunMeta {
  if (!workload) throw new Error('no plan');
  return sampleMeta({ plan: [{ ...workload, stages: [stage] }], expectations: [], ...changes });
}

interface Ran {
  /** How much slower than 40 to 90 ms. */
  factor?: number;
  failed?: number;
  expectations?: string[];
  meta?: Partial<RunMeta>;
}

function ran(
  store: RunStore,
  at: number,
  { factor = 1, failed = 0, meta = {} }: Ran = {},
): RunReport {
  const batches: Batch[] = [
    { count: 1200 - failed, outcome: ok('11', {}), msOf: (n) => factor * (40 + (n % 50)) },
    { count: failed, outcome: functionError('11', 'Error', 'x'), msOf: () => 40 * factor },
  ];
  const writer = store.start(metaOf({ expectations: ['p50 < 100ms'], ...meta }), at * 1000);
  const ledger = enter(new Ledger(), batches).toData();
  const health = { busyShare: 0.2, gcMs: 1 };
  writer.commit({ second: 0, ledger, inFlight: 0, maxInFlight: 9, samples: [], health });
  const found = store.find(writer.id);
  const { verdicts } = reportOf({ ...found, status: 'finished' }, writer.books('finished'));
  writer.finish('finished', at * 1000 + 12_000, verdicts);
  return store.load(store.find(writer.id));
}

describe('last-pass', () => {
  it('is the latest run of the same name and load that passed', async () => {
    const { db, path } = temporaryDatabase();
    const store = new RunStore(db);
    const good = ran(store, 1);
    ran(store, 2, { factor: 4 });
    ran(store, 3, { meta: { name: 'another' } });
    ran(store, 4, { meta: { plan: sampleMeta().plan } });
    ran(store, 5, { meta: { expectations: [] } });
    const found = await findBaseline(path, { reference: 'last-pass', tolerances }, metaOf());
    expect(found?.report.run.id).toBe(good.run.id);
    const of = { ...metaOf(), name: 'never run' };
    expect(await findBaseline(path, { reference: 'last-pass', tolerances }, of)).toBeUndefined();
  });
});

describe('any other baseline', () => {
  it.each(['env=prod', 'checkout before release', 'a run', 'a file'])('%s', async (by) => {
    const { db, path } = temporaryDatabase();
    const store = new RunStore(db);
    const good = ran(store, 1, { meta: { tags: { env: 'prod' } } });
    ran(store, 2, { meta: { name: 'another', tags: { env: 'prod' } } });
    const file = join(dirname(path), 'baseline.db');
    exportRun(path, good.run, file);
    const reference = by === 'a run' ? good.run.id : by === 'a file' ? file : by;
    const found = await findBaseline(path, { reference, tolerances }, metaOf());
    expect(found?.report.run.id).toBe(good.run.id);
  });

  it.each(['env=dev', 'nothing', './nowhere.db'])(
    'is refused where it is not there: %s',
    (reference) => {
      const { path } = temporaryDatabase();
      return expect(
        (async () => findBaseline(path, { reference, tolerances }, metaOf()))(),
      ).rejects.toThrow(/There (is|are) no|there is no such file/);
    },
  );
});

describe('a run against its baseline', () => {
  it.each<[string, Ran, string[]]>([
    ['is no worse', { factor: 1.01 }, ['pass', 'pass', 'pass']],
    ['is slower by more than is accepted', { factor: 1.4 }, ['fail', 'fail', 'pass']],
    ['fails more often', { failed: 60 }, ['pass', 'pass', 'fail']],
  ])('%s', (_, now, verdicts) => {
    const { db } = temporaryDatabase();
    const store = new RunStore(db);
    const report = ran(store, 1);
    const compared = compareWithBaseline({ report, tolerances }, ran(store, 2, now));
    const judged = baselineVerdicts(compared);
    expect(judged.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(judged[0]?.text).toBe(`latency against ${report.run.id} at most +10%`);
  });
});

describe('twenty runs with a drift and a jump', () => {
  it.each([
    ['fails the run with the jump', jumpAt, 'fail'],
    ['does not fail the run before it', jumpAt - 1, 'pass'],
  ])('last-pass %s', async (_, at, verdict) => {
    const { db, path } = temporaryDatabase();
    const store = new RunStore(db);
    const ids = storeTwentyRuns(db, at + 1);
    const now = store.load(store.find(ids[at] ?? ''));
    store.remove(now.run);
    const held = {
      reference: 'last-pass',
      tolerances: { ...tolerances, metrics: ['latency', 'p50'] as const },
    };
    const baseline = await findBaseline(path, held, now.run.meta);
    expect(baseline?.report.run.id).toBe(ids[at - 1]);
    const compared = baseline && compareWithBaseline(baseline, now);
    expect(compared?.comparison.verdict).toBe(verdict);
  });
});
