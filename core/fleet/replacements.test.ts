import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LaneJob } from '../lanes/lane-job.js';
import { FleetLane } from './fleet-lane.js';
import { FleetLanes } from './fleet-lanes.js';
import { GhostLane } from './ghost-lane.js';
import type { LogWriter } from './log-writer.js';
import { beatMs, type Hello, type Ready, type Taken, takeOverAfterMs } from './protocol.js';
import { Replacements } from './replacements.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const tickUs = 1_000_000;
const inFlight = { workload: 0, stage: 0 };

/** A run of two workers, of whom the first is lost, and some who wait. */
function lostOne(waiting: string[]) {
  const named = (name: string) => ({ name, id: name, host: 'm' }) as Hello;
  const lanes = new FleetLanes(
    [0, 1].map((lane) => new FleetLane({ lane, tickUs } as LaneJob, named(`w${lane}`))),
  );
  const lost = lanes.now[0] as FleetLane;
  lost.ledger.arrivalDue(inFlight.workload, inFlight.stage);
  lost.lost = { atS: 2, how: 'silent', policy: 'replace', heardUntilS: 1 };
  lost.ghost = new GhostLane([].values(), lost.ledger);
  const called: string[] = [];
  const released: string[] = [];
  const taken: Taken[] = [];
  let deserted = 0;
  let say: (ready: Ready) => unknown = () => {};
  const beganMs = performance.now();
  const nowUs = () => (performance.now() - beganMs) * 1000 + 2e6;
  const bus = {
    answer: (_subject: string, answer: (question: never) => unknown) => {
      say = answer as typeof say;
      return () => {};
    },
  };
  const replacements = new Replacements(bus, {
    ...{ run: 'r', lanes, nowUs },
    writer: {
      append: async (_: string, what: Taken) => void taken.push(what),
    } as unknown as LogWriter,
    spares: {
      next: () => (waiting[0] === undefined ? undefined : named(waiting.shift() ?? '')),
      assign: ({ id }, lane, epoch) => void called.push(`${id} ${lane} ${epoch}`),
      release: ({ id }) => void released.push(id),
    },
    onDeserted: () => {
      deserted += 1;
    },
  });
  const ready = (epoch: number, more: Partial<Ready> = {}) =>
    say({ lane: 0, epoch, clock: { offsetUs: 0, errorUs: 0 }, threads: 3, ...more });
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += beatMs) {
      vi.advanceTimersByTime(beatMs);
      replacements.look();
    }
  };
  return {
    ...{ replacements, lanes, lost, called, released, taken, ready, pass },
    deserted: () => deserted,
  };
}

it('calls one who waits, who begins when the lost one has surely stopped', () => {
  const { called, taken, ready, lost, replacements, lanes } = lostOne(['s1', 's2']);
  replacements.look();
  replacements.look();
  expect(called).toEqual(['s1 0 2']);
  expect([ready(1), ready(2), ready(2), taken.length]).toEqual([true, true, true, 1]);
  const [{ late, epoch, hello } = {} as Taken] = taken;
  // It was heard at the second second of the run.
  expect([epoch, hello.name, late.fromUs]).toEqual([2, 's1', 2e6 + takeOverAfterMs * 1000]);
  expect(lost.ghostUntilUs).toBe(late.fromUs);
  expect(late).toMatchObject({ begun: [{ ...inFlight, due: 1 }], unheard: late.fromUs - 1e6 });
  const next = lanes.take(lost, taken[0] as Taken);
  expect(lanes.all().map((lane) => `${lane.hello.name} ${lane.epoch}`)).toEqual([
    ...['w0 1', 's1 2', 'w1 1'],
  ]);
  // Whoever takes its place in turn counts with what either may have begun.
  next.lost = { atS: 12, how: 'silent', policy: 'replace', heardUntilS: 10 };
  expect(next.lateFrom(20e6)).toMatchObject({ lanes: 3, unheard: 10e6 + late.unheard });
});

it('need not wait for one that said itself that it stops', () => {
  const { taken, ready, lost, replacements } = lostOne(['s1']);
  lost.done = { reason: 'stopped' };
  replacements.look();
  ready(2);
  expect(taken[0]?.late.fromUs).toBe(4e6);
});

it('calls the next where one cannot send, or says nothing, under a number of its own', () => {
  const { called, released, taken, ready, pass, replacements } = lostOne(['s1', 's2', 's3']);
  replacements.look();
  ready(2, { failure: { message: 'no credentials' } });
  pass(beatMs);
  pass(4000);
  replacements.heard(0, 3);
  pass(4000);
  expect([called, released]).toEqual([['s1 0 2', 's2 0 3'], ['s1']]);
  pass(2000);
  expect(called).toEqual(['s1 0 2', 's2 0 3', 's3 0 4']);
  ready(3);
  expect(taken).toEqual([]);
  ready(4);
  expect(taken.map(({ hello }) => hello.name)).toEqual(['s3']);
});

it('takes nobody who would send from another account than the others', () => {
  const { called, released, taken, ready, replacements, lanes } = lostOne(['s1', 's2']);
  for (const lane of lanes.now) lane.account = { account: '111111111111' };
  replacements.look();
  ready(2, { account: { account: '222222222222' } });
  expect([released, taken]).toEqual([['s1'], []]);
  replacements.look();
  ready(3, { account: { account: '111111111111' } });
  expect([called, taken.map(({ hello }) => hello.name)]).toEqual([['s1 0 2', 's2 0 3'], ['s2']]);
});

it('says when nobody is left who sends, and nobody comes', () => {
  const { deserted, lanes, pass } = lostOne([]);
  pass(20_000);
  expect(deserted()).toBe(0);
  (lanes.now[1] as FleetLane).isGone = true;
  pass(9500);
  expect(deserted()).toBe(0);
  pass(1000);
  expect(deserted()).toBeGreaterThan(0);
});
