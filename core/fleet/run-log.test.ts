import { afterEach, expect, it } from 'vitest';
import type { LaneJob } from '../lanes/lane-job.js';
import type { LogMessage } from './bus.js';
import { FleetLane } from './fleet-lane.js';
import { FleetLanes } from './fleet-lanes.js';
import { GhostLane } from './ghost-lane.js';
import { toText } from './plain-text.js';
import { type Beat, type Gone, type Hello, type LostPolicy, runSubjects } from './protocol.js';
import { encodeRows } from './row-codec.js';
import { RunLog } from './run-log.js';
import type { ResumedAt } from './run-log-settings.js';
import { encodeTick, type LoggedTick } from './tick-codec.js';
import { framed } from './told-ticks.js';

const subjects = runSubjects('r');
const logs: RunLog[] = [];
afterEach(async () => {
  for (const log of logs.splice(0)) await log.close();
});

/** A coordinator of two workers whose log is given to it by hand. */
async function coordinator(onLost: LostPolicy = 'stop', resumed?: ResumedAt) {
  const said: string[] = [];
  const beats: Beat[] = [];
  const appended: string[] = [];
  let read: (message: LogMessage) => void = () => {};
  const bus = {
    isConnected: true,
    onReconnect: () => () => {},
    listen: () => () => {},
    answer: () => () => {},
    tell: (_subject: string, beat: unknown) => void beats.push(beat as Beat),
    append: async (subject: string) => void appended.push(subject),
    async readLog(_stream: string, onMessage: typeof read) {
      read = onMessage;
      return () => {};
    },
    purge: async () => {},
  };
  const hello = (name: string) => ({ name, host: 'm' }) as Hello;
  const job = (lane: number) => ({ lane, tickUs: 1_000_000 }) as LaneJob;
  const lanes = [0, 1].map((lane) => new FleetLane(job(lane), hello(`w${lane}`)));
  const log = new RunLog(bus, {
    ...(resumed && { resumed }),
    ...{
      run: 'r',
      lanes: new FleetLanes(lanes),
      onLost,
      ghostOf: ({ ledger }) => new GhostLane([].values(), ledger),
    },
    listener: {
      onSamples: (samples, lane) => said.push(`${lane}: ${samples.map(({ index }) => index)}`),
      onTick: ({ lane, endUs }) => said.push(`tick ${lane} ${endUs / 1e6}`),
      onGone: (lane, error) => said.push(`gone ${lane} ${error?.message ?? ''}`.trim()),
    },
  });
  logs.push(log);
  await log.read();
  let place = 0;
  const message = (subject: string, data: Uint8Array): void => {
    place += 1;
    read({ subject, data, place });
  };
  return {
    ...{ said, beats, appended, log, lanes },
    hears: (lane: number, logged: LoggedTick) => message(subjects.tick(lane), encodeTick(logged)),
    hearsOf: (subject: string, what: unknown) => message(subject, Buffer.from(toText(what))),
    hearsBytes: (lane: number, bytes: Uint8Array) => message(subjects.tick(lane), bytes),
    loses: (lane: number, gone: Partial<Gone> = {}) =>
      message(
        subjects.gone(lane),
        Buffer.from(
          toText({ lane, epoch: 1, how: 'it is silent', policy: onLost, atUs: 5e6, ...gone }),
        ),
      ),
  };
}

function tick(seq: number, epoch = 1): LoggedTick {
  const ledger = { stages: [], cells: [] };
  const health = { busyShare: 0, gcMs: 0 };
  const endUs = (seq + 1) * 1_000_000;
  return {
    ...{ seq, epoch },
    tick: { ...{ lane: 0, endUs, ledger, health, samples: [] }, inFlight: 0, maxInFlight: 0 },
  };
}

it('takes each message once, though every one comes twice', async () => {
  const { hears, said, log } = await coordinator();
  for (const lane of [0, 0, 1, 1]) for (const seq of [0, 1, 0, 1]) hears(lane, tick(seq));
  for (const lane of [0, 0, 1, 1]) hears(lane, { seq: 2, epoch: 1, done: { reason: 'planEnd' } });
  expect(said).toEqual(['tick 0 1', 'tick 0 2', 'tick 1 1', 'tick 1 2', 'gone 0', 'gone 1']);
  await log.done;
});

const resumed: ResumedAt = {
  epoch: 2,
  committedUs: 1_000_000,
  start: { t0Us: 0, wallUs: 0 },
  isOrdered: false,
};

const rows = framed([encodeRows([{ index: 4 }, { index: 7 }]), encodeRows([{ index: 10 }])]);
const pieceOf = (seq: number, epoch = 1): LoggedTick => ({
  ...{ seq, epoch, told: rows.subarray(0, 9) },
});
const restOf = (seq: number, epoch = 1): LoggedTick => ({
  ...{ ...tick(seq, epoch), told: rows.subarray(9) },
});

it('tells of single invocations with the tick that they belong to, once though all comes twice', async () => {
  const { hears, said } = await coordinator();
  hears(0, pieceOf(0));
  hears(0, pieceOf(0));
  expect(said).toEqual([]);
  for (const each of [restOf(1), pieceOf(0), restOf(1)]) hears(0, each);
  expect(said).toEqual(['0: 4,7', '0: 10', 'tick 0 2']);
});

it('tells nothing of a worker that is lost before its tick came, nor of another epoch', async () => {
  const { hears, loses, said } = await coordinator('continue');
  hears(0, pieceOf(0, 2));
  hears(0, pieceOf(0));
  loses(0);
  hears(0, restOf(1));
  expect(said).toEqual([]);
});

it('gives up a worker whose pieces are no whole', async () => {
  const { hears, said } = await coordinator();
  hears(0, pieceOf(0));
  hears(0, tick(1));
  expect(said).toEqual([expect.stringMatching(/^gone 0 .*cut off/)]);
});

it('passes over what is told of seconds that the database has', async () => {
  const { hears, said } = await coordinator('stop', { ...resumed, committedUs: 2_000_000 });
  for (const each of [pieceOf(0), restOf(1), pieceOf(2), restOf(3)]) hears(0, each);
  expect(said).toEqual(['0: 4,7', '0: 10', 'tick 0 4']);
});

it('fails on a gap, and on what it cannot read: books with a hole would be wrong', async () => {
  const { hears, hearsBytes, said } = await coordinator();
  hears(0, tick(0));
  hears(0, tick(2));
  hearsBytes(1, Buffer.of(1, 2, 3));
  hears(0, tick(1));
  expect(said).toEqual([
    'tick 0 1',
    expect.stringMatching(/^gone 0 .*incomplete: message 2 of w0 came after 0/),
    expect.stringMatching(/^gone 1 .*cannot be read/),
  ]);
});

it('takes nothing of a worker after its loss in the log, nor of another epoch', async () => {
  const { hears, loses, said } = await coordinator();
  hears(0, tick(0, 2));
  hears(0, tick(0));
  loses(0, { epoch: 7 });
  loses(0);
  hears(0, tick(1));
  loses(0);
  expect(said).toEqual([
    'tick 0 1',
    expect.stringMatching(/^gone 0 w0 \(m\) was lost .*: it is silent\.$/),
  ]);
});

it('says in each beat what somebody may have missed: orders, losses, what is committed', async () => {
  const { hears, loses, beats, log } = await coordinator();
  hears(0, tick(0));
  hears(1, tick(0));
  hears(1, tick(1));
  loses(0);
  log.order('stop');
  await log.close();
  expect(beats.at(-1)).toEqual({
    ...{ committedUs: 2_000_000, order: 'stop', isOver: true },
    gone: [{ lane: 0, epoch: 1 }],
    joins: [],
  });
});

it('ends a run that may go on without one when nobody is left', async () => {
  const { loses, said } = await coordinator('continue');
  loses(0);
  expect(said).toEqual([]);
  loses(1);
  expect(said).toEqual([expect.stringMatching(/^gone 1 w1 \(m\) was lost/)]);
});

it('counts a worker as lost that ends before its plan does without an order', async () => {
  const { hears, appended } = await coordinator();
  hears(0, { seq: 0, epoch: 1, done: { reason: 'stopped' } });
  expect(appended).toEqual([subjects.gone(0)]);
});

it('passes on why a worker failed', async () => {
  const { hears, said } = await coordinator();
  hears(0, {
    seq: 0,
    epoch: 1,
    done: { reason: 'failed', message: 'no disk', hint: 'Make room.' },
  });
  expect(said).toEqual(['gone 0 w0: no disk']);
});

it('says nothing more once another coordinator has taken up the run', async () => {
  const { hears, hearsOf, said, beats, appended, log } = await coordinator();
  hearsOf(subjects.resumed, { epoch: 1 });
  hears(0, tick(0));
  hearsOf(subjects.resumed, { epoch: 2 });
  const told = beats.length;
  log.order('stop');
  await log.close();
  expect([log.isDeposed, beats.length, appended]).toEqual([true, told, []]);
  expect(said.slice(1)).toEqual([
    expect.stringMatching(/^gone 0 Another process has resumed/),
    expect.stringMatching(/^gone 1 Another process has resumed/),
  ]);
});

it('takes up what an earlier one ordered, and passes over what the database has', async () => {
  const { hears, hearsOf, said, beats, log } = await coordinator('stop', resumed);
  for (const lane of [0, 1]) for (const seq of [0, 1]) hears(lane, tick(seq));
  hearsOf(subjects.order, { type: 'stop' });
  for (const lane of [0, 1]) hears(lane, { seq: 2, epoch: 1, done: { reason: 'stopped' } });
  expect(said).toEqual(['tick 0 2', 'tick 1 2', 'gone 0', 'gone 1']);
  await log.close();
  expect([log.isOrdered, beats.at(-1)]).toMatchObject([true, { order: 'stop' }]);
});
