import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../core/database/open.js';
import { FollowStore } from '../../core/follow/follow-store.js';
import { parseObjective } from '../../core/judge/capacity/objective.js';
import type { PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import { fn, synthetic } from '../../local/test-lambda.fixture.js';
import type { FollowWish } from '../../scenarios/language/follow.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { findCapacity } from './find-capacity.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-'));
const databasePath = join(folder, 'reprise.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One environment that takes 50 ms: 20 a second, and no more. */
const f = fn({
  reserved: 1,
  versions: { $LATEST: synthetic({ latency: { p50Ms: 50, p99Ms: 50 } }) },
  asynchronous: { delayScale: 0.01 },
});

function scenarioOf(follow: FollowWish): Scenario {
  const local = { seed: 1, region: 'eu-west-1', accountId: '111111111111', host: '127.0.0.1' };
  const payloads: PayloadsSpec = {
    kind: 'inline',
    payloads: [Buffer.from('{}')],
    order: 'recorded',
  };
  const workload = {
    payloads,
    ...{ name: 'f', functionName: 'f', invocationType: 'Event' as const, logType: 'None' as const },
    ...{ stages: [], follow },
  };
  return {
    ...{ name: 'f', seed: 5, target: { region: 'eu-west-1' }, workloads: [workload] },
    limits: { maxInFlight: 100, timeoutS: 3, connectTimeoutS: 1, drainS: 5, late: 'send' },
    expectations: [],
    local: { ...local, port: 0, account: { concurrency: 1000 }, functions: { f } },
  };
}

function search(
  levels: { from: number; max: number; maxSteps: number },
  { follow = {}, by = 'rate' }: { follow?: FollowWish; by?: 'rate' | 'concurrency' } = {},
) {
  return findCapacity(
    scenarioOf(follow),
    {
      question: { by, precision: 0.5, headroom: 0.2 },
      objective: parseObjective('errors < 1%, async.failed == 0'),
      settings: { ...levels, precision: 0.5, isWhole: false },
      times: { warmUpS: 0, measureS: 5, coolDownS: 0 },
    },
    { databasePath, threads: 0 },
  );
}

/** When a step's events were to be sent, and when they began to run: by the local Lambda's log. */
function startsOf(runId: string): { sentMs: number; startMs: number }[] {
  const database = openDatabase(databasePath);
  try {
    const store = FollowStore.of(database, runId);
    return Array.from(store?.events() ?? [], ({ intendedMs, facts }) => ({
      sentMs: intendedMs,
      startMs: Math.min(...facts.flatMap((fact) => (fact.kind === 'start' ? fact.atMs : []))),
    }));
  } finally {
    database.close();
  }
}

describe('a search by events against the local Lambda', () => {
  it('breaks where they wait ever longer, and begins no step with the backlog of the last', async () => {
    const found = await search({ from: 30, max: 30, maxSteps: 2 });
    const [first, second] = found?.report.steps ?? [];
    expect([first?.result, second?.result]).toEqual(['broke', 'broke']);
    expect(first?.why.map(({ kind }) => kind)).toEqual(['eventBacklog']);
    expect(first?.events?.pending).toBe(0);
    expect(first?.verdicts.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    const [before, after] = [first, second].map((step) => startsOf(step?.runId ?? ''));
    expect(before).toHaveLength(150);
    const lastStart = Math.max(...(before ?? []).map(({ startMs }) => startMs));
    const nextSend = Math.min(...(after ?? []).map(({ sentMs }) => sentMs));
    expect(lastStart).toBeLessThan(nextSend);
  }, 300_000);

  it('holds what is far below its limit', async () => {
    const found = await search({ from: 4, max: 4, maxSteps: 1 });
    expect(found?.report.steps[0]).toMatchObject({ result: 'held', events: { attemptsEach: 1 } });
  }, 300_000);

  it('ends before a step that would begin with a backlog, and can be taken up again', async () => {
    const slow = { follow: { untilS: 0.5 } };
    const found = await search({ from: 40, max: 40, maxSteps: 2 }, slow);
    expect(found?.end).toBe('aborted');
    expect(found?.report.steps).toHaveLength(1);
    expect(found?.failure?.message).toMatch(/^\d+ events of the last step still wait after 0.5s/);
    expect(found?.report.warnings.map(({ kind }) => kind)).toContain('resumable');
  }, 300_000);

  it.each([
    ['a closed loop', { by: 'concurrency' }, /searched by rate/],
    ['a sample', { follow: { sample: 0.1 } }, /follows all events/],
  ] as const)('refuses %s', async (_name, asked, message) => {
    await expect(search({ from: 1, max: 2, maxSteps: 1 }, asked)).rejects.toThrow(message);
  });
});
