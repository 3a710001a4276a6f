import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveBatch } from '../recording/store/live-recording.js';
import { packBatch, unpackBatch } from './batch-message.js';
import { BatchQueue } from './batch-queue.js';
import { CaptureClock } from './capture-clock.js';
import { Recorder } from './recorder.js';
import { recordedRouteOf } from './route.js';

describe('an invocation', () => {
  const invoke = '/2015-03-31/functions';
  it.each([
    [`${invoke}/f/invocations`, { operation: 'Invoke', functionName: 'f' }],
    [`${invoke}/f/invocations?Qualifier=%24LATEST`, { functionName: 'f', qualifier: '$LATEST' }],
    [`${invoke}/f%3Alive/invocations`, { functionName: 'f', qualifier: 'live' }],
    [
      `${invoke}/arn%3Aaws%3Alambda%3Aeu-west-1%3A111111111111%3Afunction%3Af%3A12/invocations`,
      { functionName: 'arn:aws:lambda:eu-west-1:111111111111:function:f', qualifier: '12' },
    ],
    [`${invoke}/no%20name/invocations?Qualifier=1`, { functionName: 'no name', qualifier: '1' }],
    [`${invoke}/%zz/invocations`, { functionName: '%zz' }],
    [
      '/2021-11-15/functions/f/response-streaming-invocations',
      { operation: 'InvokeWithResponseStream', functionName: 'f' },
    ],
  ])('is read from %s', (url, route) => {
    expect(recordedRouteOf('POST', url)).toMatchObject(route);
  });

  it.each([
    ['GET', `${invoke}/f/invocations`],
    ['POST', `${invoke}/f/versions`],
    ['POST', '/2014-11-13/functions/f/invoke-async/'],
  ])('is not %s %s', (method, url) => {
    expect(recordedRouteOf(method, url)).toBeUndefined();
  });
});

describe('capture times', () => {
  it('never go back, and follow a clock that jumps ahead', () => {
    const clocks = { wall: 1_000_000, monotonic: 5 };
    const clock = new CaptureClock({
      wallMs: () => clocks.wall,
      monotonicMs: () => clocks.monotonic,
    });
    expect(clock.nowUs()).toBe(1_000_000_000);
    clocks.monotonic += 0.25;
    expect(clock.nowUs()).toBe(1_000_000_250);
    clocks.wall -= 3_600_000;
    clocks.monotonic += 1;
    expect(clock.nowUs()).toBe(1_000_001_250);
    clocks.wall += 2 * 3_600_000;
    expect(clock.nowUs()).toBe((1_000_000 + 3_600_000) * 1000);
  });
});

describe('a batch', () => {
  it('is the same after its way to the thread', () => {
    const event = fc.record(
      { payload: fc.uint8Array({ maxLength: 50 }), capturedAtUs: fc.nat() },
      { requiredKeys: ['payload'] },
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const outcomes = [{ number: 1, outcome: { statusCode: 200 } }];
        const batch = unpackBatch(structuredClone(packBatch({ events, outcomes })));
        expect(batch).toEqual({ events, outcomes });
      }),
    );
  });
});

describe('the queue of batches', () => {
  const batch = (number: number): LiveBatch => ({
    events: [],
    outcomes: [{ number, outcome: {} }],
  });

  it('keeps what cannot be written, in order, says so once, and writes it when it can', async () => {
    const written: number[] = [];
    const troubles: string[] = [];
    let isFull = true;
    let committed = 0;
    const queue = new BatchQueue({
      append: ({ outcomes }) => {
        if (isFull) throw new Error('the disk is full');
        for (const { number } of outcomes) written.push(number);
      },
      committed: (batches) => {
        committed += batches;
      },
      trouble: (thrown) => troubles.push(String(thrown)),
    });
    queue.write(batch(1));
    queue.write(batch(2));
    expect([committed, troubles]).toEqual([0, ['Error: the disk is full']]);
    isFull = false;
    await expect.poll(() => committed, { timeout: 5000 }).toBe(2);
    queue.write(batch(3));
    expect(written).toEqual([1, 2, 3]);
    isFull = true;
    queue.write(batch(4));
    isFull = false;
    queue.close();
    expect(written).toEqual([1, 2, 3, 4]);
    expect(troubles).toHaveLength(2);
  });
});

describe('the recorder', () => {
  const payload = new Uint8Array(1000);

  it('hands records over within a quarter of a second, their outcomes with them or later', async () => {
    const batches: LiveBatch[] = [];
    const recorder = new Recorder({
      write: (batch, committed) => {
        batches.push(batch);
        committed();
      },
      close: async () => {},
    });
    const settleFirst = recorder.add({ payload });
    recorder.add({ payload })({ statusCode: 200 });
    const startMs = performance.now();
    await expect.poll(() => batches.length, { interval: 5 }).toBe(1);
    expect(performance.now() - startMs).toBeGreaterThan(50);
    expect(batches[0]?.events.map(({ outcome }) => outcome)).toEqual([
      undefined,
      { statusCode: 200 },
    ]);
    settleFirst({ statusCode: 500 });
    await recorder.close();
    expect(batches[1]).toEqual({
      events: [],
      outcomes: [{ number: 0, outcome: { statusCode: 500 } }],
    });
    expect(recorder.counts).toEqual({ committed: 2, waiting: 0, lost: 0 });
  });

  it('loses what comes when too much waits, counts it, and numbers the rest without it', async () => {
    const batches: LiveBatch[] = [];
    const write = (batch: LiveBatch): void => void batches.push(batch);
    const recorder = new Recorder({ write, close: async () => {} }, 5000);
    const settles = [1, 2, 3, 4].map(() => recorder.add({ payload }));
    expect(recorder.counts).toEqual({ committed: 0, waiting: 2, lost: 2 });
    for (const settle of settles) settle({ statusCode: 200 });
    await recorder.close();
    expect(batches.flatMap(({ events }) => events)).toHaveLength(2);
    expect(recorder.counts).toEqual({ committed: 0, waiting: 0, lost: 4 });
  });
});
