import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Followed,
  runFollowed,
  trueAttempts,
  trueDuplicates,
  trueEnds,
} from './against-ledger.fixture.js';

/** However slow the machine is, every acceptance is waited for. */
const patient = 'limits: { timeout: 5m, connectTimeout: 5m, drain: 5m }';

/** Errors, retries, drops, duplicates and delays, all drawn from the seed. */
const troubled = (follow: string, logs = '{}') => `
name: troubled
seed: 4
target: { function: f }
invoke: { type: Event, follow: ${follow} }
load: [{ rate: 120/s, for: 1s }]
${patient}
local:
  functions:
    f:
      logFormat: json
      latency: 4ms
      coldStart: 10ms
      errorRate: 45%
      async:
        onSuccess: arn:aws:sqs:us-east-1:123456789012:done
        onFailure: arn:aws:sqs:us-east-1:123456789012:failed
        deadLetter: arn:aws:sqs:us-east-1:123456789012:dead
        maximumEventAge: 20m
        delayScale: 0.003
        duplicate: 15%
        drop: 6%
        delay: { p50: 5s, p99: 40s }
  queues: { done: {}, failed: {}, dead: {} }
  logs: ${logs}
`;

/** One environment for forty events, which are too old after 1.2 seconds. */
const throttled = (follow: string) => `
name: throttled
target: { function: f }
invoke: { type: Event, follow: ${follow} }
load: [{ rate: 200/s, for: 200ms }]
${patient}
local:
  functions:
    f:
      logFormat: json
      reserved: 1
      latency: 100ms
      errorRate: 30%
      async:
        onSuccess: arn:aws:sqs:us-east-1:123456789012:done
        onFailure: arn:aws:sqs:us-east-1:123456789012:failed
        deadLetter: arn:aws:sqs:us-east-1:123456789012:dead
        maximumEventAge: 60s
        delayScale: 0.02
  queues: { done: {}, failed: {}, dead: {} }
`;

/** All runs at once: most of their time they wait. */
const scenarios = {
  all: troubled('true'),
  logsAndLetters: troubled('[logs, deadLetters]'),
  logs: troubled('logs', '{ lag: { p50: 80ms, p99: 400ms } }'),
  destinations: troubled('destinations'),
  // Dead letters alone tell exhausted retries from old age by their time: these leave no doubt.
  letters: troubled('{ from: deadLetters, until: 3s }').replace('Age: 20m', 'Age: 6h'),
  sample: troubled('{ sample: 30% }'),
  consumed: troubled('{ consume: true }'),
  throttled: throttled('true'),
  throttledByDestinations: throttled('destinations'),
  blocked: throttled('deadLetters')
    .replace('reserved: 1', 'reserved: 0')
    .replace('Age: 60s', 'Age: 6h'),
};
const runs = new Map<string, Followed>();

beforeAll(async () => {
  const all = Object.entries(scenarios).map(async ([name, yaml]) => {
    runs.set(name, await runFollowed(yaml));
  });
  await Promise.all(all);
}, 300_000);

afterAll(async () => {
  for (const run of runs.values()) await run.close();
});

function runOf(name: keyof typeof scenarios): Followed {
  const run = runs.get(name);
  if (!run) throw new Error(`there is no run ${name}`);
  return run;
}

const undecided = { discarded: 0, pending: 0, unknown: 0 };

describe('every count is that of the ledger', () => {
  it.each([
    ['all witnesses', 'all'],
    ['log and dead letters', 'logsAndLetters'],
  ] as const)('by %s', async (_name, name) => {
    const { found, truth, report, again } = runOf(name);
    const ends = trueEnds(truth);
    expect(Math.min(ends.Success, ends.RetriesExhausted, ends.dropped)).toBeGreaterThan(1);
    expect(found.total.ends).toEqual({
      ...{ completed: ends.Success, failed: ends.RetriesExhausted, lost: ends.dropped },
      ...{ ...undecided, expired: ends.EventAgeExceeded },
    });
    expect(found.total).toMatchObject({ accepted: 120, attempts: trueAttempts(truth) });
    expect(found.total.duplicates).toBe(trueDuplicates(truth));
    expect(found.total.reports).toBe(truth.totals.attempts);
    expect(found.status).toBe('complete');
    expect(report.verdict).not.toBe('fail');
    // Every message and every line a second time.
    const { total, versions, workloads, worst } = await again();
    expect({ total, versions, workloads, worst }).toEqual({
      ...{ total: found.total, versions: found.versions },
      ...{ workloads: found.workloads, worst: found.worst },
    });
  });

  it('by the log alone, late and out of order: what never ran is unknown', () => {
    const { found, truth } = runOf('logs');
    const ends = trueEnds(truth);
    expect(found.total.ends).toMatchObject({
      ...{ completed: ends.Success, failed: ends.RetriesExhausted, lost: 0 },
      unknown: ends.dropped,
    });
    expect(found.total.why).toEqual({ neverRan: ends.dropped });
    expect(found.total.attempts).toEqual(trueAttempts(truth));
    expect(found.total.duplicates).toBe(trueDuplicates(truth));
  });

  it('by destinations alone: what has no record is unknown, not lost', () => {
    const { found, truth } = runOf('destinations');
    const ends = trueEnds(truth);
    expect(found.total.ends).toMatchObject({
      ...{ completed: ends.Success, failed: ends.RetriesExhausted, lost: 0 },
      unknown: ends.dropped,
    });
    expect(found.total.why).toEqual({ noRecord: ends.dropped });
    const [none = 0, ...attempts] = trueAttempts(truth);
    expect(found.total.attempts).toEqual([0, ...attempts]);
    expect(found.total.attemptsUnknown).toBe(none);
    expect(found.total.duplicates).toBe(trueDuplicates(truth));
  });

  it('by dead letters alone: they tell of nothing else', () => {
    const { found, truth } = runOf('letters');
    const dead = truth.events.filter((each) =>
      each.ends.some(({ condition }) => condition === 'RetriesExhausted'),
    ).length;
    expect(found.total.ends).toMatchObject({ failed: dead, unknown: 120 - dead, completed: 0 });
    expect(found.total).toMatchObject({ deadLettered: dead, why: { successNotTold: 120 - dead } });
    expect(found.status).toBe('deadline');
  });

  it.each([
    ['all witnesses', 'throttled'],
    ['destinations alone', 'throttledByDestinations'],
  ] as const)('with throttles and expiry, by %s', (_name, name) => {
    const { found, truth } = runOf(name);
    const ends = trueEnds(truth);
    expect(truth.totals.throttled).toBeGreaterThan(10);
    expect(Math.min(ends.Success, ends.EventAgeExceeded)).toBeGreaterThan(1);
    expect(found.total.ends).toEqual({
      ...{ completed: ends.Success, failed: ends.RetriesExhausted },
      ...{ ...undecided, expired: ends.EventAgeExceeded, lost: 0 },
    });
    const neverRan = truth.events.filter(
      ({ ends: [end] }) => end?.condition === 'EventAgeExceeded' && end.invokeCount === 0,
    ).length;
    expect(found.total.throttledOut).toBe(neverRan);
    expect(neverRan).toBeGreaterThan(1);
  });

  it('with a reservation of 0, by dead letters', () => {
    const { found, truth } = runOf('blocked');
    expect(trueEnds(truth)).toMatchObject({ ZeroReservedConcurrency: 40 });
    expect(found.total.ends).toMatchObject({ discarded: 40, unknown: 0 });
    expect(found.total).toMatchObject({ throttledOut: 40, deadLettered: 40 });
  });

  it('a sample of the events is followed alike', () => {
    const { found, truth, report } = runOf('sample');
    const { accepted, ends } = found.total;
    expect(accepted).toBeGreaterThan(10);
    expect(accepted).toBeLessThan(80);
    expect(ends.lost).toBeLessThanOrEqual(trueEnds(truth).dropped);
    expect(found.acceptedByRun).toBe(120);
    expect(report.verdict).not.toBe('fail');
  });

  it('what was consumed is gone, and nothing is learnt from it twice', async () => {
    const { found, again } = runOf('consumed');
    const later = await again();
    const read = (each: typeof found) =>
      each.witnesses.filter(({ witness }) => witness !== 'logs').map((witness) => witness.read);
    expect(read(later)).toEqual(read(found));
    expect(later.total).toEqual(found.total);
  });
});
