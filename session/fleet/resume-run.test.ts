import { expect, it } from 'vitest';
import { systemClock } from '../../core/base/clock.js';
import { RepriseError } from '../../core/base/errors.js';
import { toText } from '../../core/fleet/plain-text.js';
import type { RecalledRun } from '../../core/fleet/recall-run.js';
import { enter, ok } from '../../core/judge/books.fixture.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { LaneJob } from '../../core/lanes/lane-job.js';
import type { LaneListener } from '../../core/lanes/lanes.js';
import type { Interval, Tick } from '../../core/measure/interval.js';
import { Ledger } from '../../core/measure/ledger.js';
import { sampleMeta } from '../../results/document/sample-run.fixture.js';
import { temporaryDatabase } from '../../results/store/database.fixture.js';
import { thisMachine } from '../../results/store/machine.js';
import { RunStore } from '../../results/store/run-store.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { plannedWorkloads, planOf } from '../run/planning.js';
import { type ResumeOptions, resumeRun } from './resume-run.js';
import type { KeptRun } from './run-on-fleet.js';

const noTimes = { *iterate() {}, at: () => 0 };
const flags = {
  ...{ function: 'checkout', region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:1' },
  ...{ payload: ['{}'], rate: '10/s', for: '5s', expect: ['ok > 40'] },
};
const scenario = loadScenario(undefined, { flags, checkExpectation: parseExpectation });
const plan = planOf(scenario, [1]);

/** Ten of each second, all answered. */
function second(index: number): Interval {
  const ledger = enter(new Ledger(), [{ count: 10, outcome: ok('1', {}) }], index).toData();
  const health = { busyShare: 0, gcMs: 0 };
  return { second: index, ledger, inFlight: 0, maxInFlight: 1, samples: [], health };
}

/** A run of a process that is gone, sent by threads or by workers, of which so many seconds are stored. */
function leftBehind(environment: Record<string, number>, storedS = 0, pid = 2 ** 30) {
  const { db, path } = temporaryDatabase();
  const store = new RunStore(db, { ...thisMachine, pid });
  const meta = { environment, plan: plannedWorkloads(scenario, plan, noTimes) };
  const writer = store.start(sampleMeta(meta));
  for (let index = 0; index < storedS; index++) writer.commit(second(index));
  const recall: ResumeOptions['recall'] = async (run) => {
    throw new Error(`asked for ${run}`);
  };
  const resumed = (how = recall) => resumeRun('last', { databasePath: path, recall: how });
  return { ...{ writer, resumed }, stored: () => new RunStore(db).find(writer.id) };
}

/** What the fleet of a run gives: its seconds from one on to another, and how its lane ends. */
function recalling(
  fromS: number,
  toS: number,
  { error, wasOrdered = false }: { error?: RepriseError; wasOrdered?: boolean } = {},
): ResumeOptions['recall'] {
  const job = { lane: 0, plan, payloads: scenario.workloads.map(({ payloads }) => payloads) };
  const open: RecalledRun['open'] = async ({ committedUs }, listener: LaneListener) => {
    expect(committedUs).toBe(fromS * 1e6);
    let settle = (): void => {};
    const done = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const start = (): void => {
      for (let index = fromS; index < toS; index++) {
        const tick: Tick = { ...second(index), lane: 0, endUs: (index + 1) * 1e6 };
        listener.onTick(tick);
      }
      listener.onGone(0, error);
      settle();
    };
    const close = async (): Promise<void> => {};
    // It began a minute ago, and its plan is of five seconds.
    const startedUs = systemClock.nowUs() - 60e6;
    return { ...{ startedUs, start, close, done }, stop: () => {}, abort: () => {} };
  };
  return async () => ({
    kept: toText({ scenario, routing: [] } satisfies KeptRun),
    jobs: [job as unknown as LaneJob],
    ...{ open, facts: () => [], wasOrdered: () => wasOrdered, close: async () => {} },
  });
}

it('puts what is stored and what is still said together, and judges the whole', async () => {
  const { resumed, stored } = leftBehind({ workers: 1 }, 2);
  const { report, failure } = await resumed(recalling(2, 5));
  expect([failure, report.run.status, report.verdict]).toEqual([undefined, 'finished', 'pass']);
  expect([report.books.total().outcomes.ok, report.books.isBalanced]).toEqual([50, true]);
  expect(stored().status).toBe('finished');
});

it('closes the books of a run whose workers have stopped by the plan: it is not finished', async () => {
  const { resumed } = leftBehind({ workers: 1 }, 2);
  const error = new RepriseError('orphaned', { exitCode: 108 });
  const { report, failure } = await resumed(recalling(2, 4, { error }));
  expect([failure, report.run.status]).toEqual([error, 'aborted']);
  const { outcomes, rate } = report.books.total();
  expect([outcomes.ok, outcomes.aborted, report.books.isBalanced]).toEqual([40, 10, true]);
  // As long as they were heard, and not until somebody came to look.
  expect(report.books.drivenUntilS).toBe(4);
  expect(rate?.reachedHz).toBe(10);
});

it('is interrupted where the process that was killed had stopped it', async () => {
  const { resumed } = leftBehind({ workers: 1 }, 2);
  const { report } = await resumed(recalling(2, 3, { wasOrdered: true }));
  expect([report.run.status, report.books.total().outcomes.aborted]).toEqual(['interrupted', 20]);
});

it('refuses a comparison: how its pairs had ended, its process knew', async () => {
  const { resumed } = leftBehind({ workers: 1 }, 2);
  const recall = recalling(2, 5);
  const paired: ResumeOptions['recall'] = async (run) => ({
    ...(await recall(run)),
    kept: toText({ scenario: { ...scenario, paired: true }, routing: [] } satisfies KeptRun),
  });
  await expect(resumed(paired)).rejects.toThrow(/is a comparison, and cannot be resumed/);
});

it('looks for the run of a fleet on its bus', async () => {
  const { resumed, writer } = leftBehind({ workers: 3 });
  await expect(resumed()).rejects.toThrow(`asked for ${writer.id}`);
});

it('refuses a run of one machine: what was in flight went with its process', async () => {
  const { resumed, writer } = leftBehind({ threads: 2 });
  await expect(resumed()).rejects.toMatchObject({
    message: expect.stringMatching(/sent by one machine.*in flight/),
    hint: expect.stringContaining(`reprise report ${writer.id}`),
    exitCode: 104,
  });
});

it('refuses a run that goes on, or has ended', async () => {
  const { resumed, writer } = leftBehind({ workers: 3 }, 0, process.pid);
  await expect(resumed()).rejects.toThrow(/still goes on/);
  writer.finish('aborted', Date.now(), []);
  await expect(resumed()).rejects.toThrow(/has ended: it is aborted/);
});
