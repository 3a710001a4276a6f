import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { decodeEnvelope } from '../core/recording/envelope.js';
import type { RecordedEvent } from '../core/recording/event.js';
import { recordEvents } from './index.js';

const context = {
  awsRequestId: '7f1b0e2c-0000-4000-8000-000000000000',
  functionName: 'checkout',
  functionVersion: '12',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout:live',
  getRemainingTimeInMillis: () => 3000,
};

let lines: string[] = [];
let warnings: string[] = [];
beforeEach(() => {
  lines = [];
  warnings = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line));
  vi.spyOn(console, 'warn').mockImplementation((line) => void warnings.push(line));
});
afterEach(() => vi.restoreAllMocks());

const events = (): RecordedEvent[] => lines.map((line) => decodeEnvelope(line));
const text = ({ payload }: RecordedEvent): string => Buffer.from(payload).toString();

describe('recordEvents', () => {
  it('writes what an importer reads, before the handler runs', async () => {
    const before = Date.now() * 1000;
    const handler = recordEvents(async (event: { id: number }, _context: object) => {
      expect(lines).toHaveLength(1);
      return event.id;
    });
    expect(await handler({ id: 7 }, context)).toBe(7);
    const [event] = events();
    expect(event).toEqual({
      payload: Buffer.from('{"id":7}'),
      capturedAtUs: expect.any(Number),
      functionName: 'checkout',
      qualifier: 'live',
      outcome: { requestId: context.awsRequestId, executedVersion: '12' },
    });
    expect(event?.capturedAtUs).toBeGreaterThanOrEqual(before);
    expect(event?.capturedAtUs).toBeLessThanOrEqual(Date.now() * 1000);
  });

  it('records any event that JSON knows, and none that is no JSON', () => {
    const handler = recordEvents((_event: unknown) => 'answer');
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        lines = [];
        handler(event);
        expect(events().map(text)).toEqual([JSON.stringify(event)]);
      }),
    );
    lines = [];
    const circular: { self?: object } = {};
    circular.self = circular;
    expect([handler(circular), handler(1n)]).toEqual(['answer', 'answer']);
    expect(lines).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('reprise: not recording')]);
  });

  it('keeps the client context as the Invoke API carries it', () => {
    recordEvents((_event: object, _context: object) => 1)(
      {},
      { clientContext: { custom: { a: 'ü' } } },
    );
    expect(Buffer.from(events()[0]?.clientContext ?? '', 'base64').toString()).toBe(
      '{"custom":{"a":"ü"}}',
    );
  });

  it('keeps the tenant as a tag, by which a replay knows it', () => {
    const handler = recordEvents((_event: object, _context: object) => 1);
    handler({}, { tenantId: 'blue' });
    handler({}, {});
    expect(events().map(({ tags }) => tags)).toEqual([{ tenantId: 'blue' }, undefined]);
  });

  it('redacts what is recorded, not what the handler is given', () => {
    const handler = recordEvents((event: object) => event, {
      redact: ['password', { key: '$.headers.cookie', action: 'remove' }],
    });
    const event = { password: 'p', headers: { cookie: 'c', host: 'h' } };
    expect(handler(event)).toBe(event);
    expect(event).toEqual({ password: 'p', headers: { cookie: 'c', host: 'h' } });
    expect(events().map(text)).toEqual(['{"password":"***","headers":{"host":"h"}}']);
  });

  it('names the execution environment where that is asked for, after the event, sampled or not', () => {
    const logStreamName = '2026/11/23/[12]6f1e';
    const mark = `REPRISE logStream=${logStreamName}`;
    const named = { ...context, logStreamName };
    const handler = (_event: number, _context: object): number => 0;
    recordEvents(handler, { logStream: true })(1, named);
    expect(lines).toEqual([expect.stringContaining('"payload":"1"'), mark]);
    lines = [];
    recordEvents(handler, { logStream: true, sample: 0 })(1, named);
    expect(lines).toEqual([mark]);
    lines = [];
    recordEvents(handler, { logStream: true, sample: 0 })(1, context);
    recordEvents(handler, { sample: 0 })(1, named);
    expect(lines).toEqual([]);
  });

  it('leaves out what is too long, and says how long it was', () => {
    const handler = recordEvents((event: string, _context?: object) => event, { maxBytes: 1000 });
    handler('x'.repeat(2000), context);
    handler('short');
    expect(events().map(text)).toEqual(['"short"']);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^reprise: skipped an event: \d{4} bytes, maxBytes 1000, request 7f1b0e2c-/,
      ),
    ]);
  });

  it('records the same share of request ids each time', () => {
    const handler = recordEvents((_event: number, _context: object) => 0, { sample: 0.5 });
    const taken = (): string[] => {
      lines = [];
      for (let n = 0; n < 100; n++) handler(n, { awsRequestId: `request-${n}` });
      return events().map(text);
    };
    const first = taken();
    expect(first.length).toBeGreaterThan(10);
    expect(first.length).toBeLessThan(90);
    expect(taken()).toEqual(first);
  });

  it('appends to a file that only its owner can read', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'recorder-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'events.jsonl');
    const handler = recordEvents((_event: object) => 0, { destination: { file } });
    handler({ n: 1 });
    handler({ n: 2 });
    const written = readFileSync(file, 'utf8').trimEnd().split('\n').map(decodeEnvelope);
    expect(written.map(text)).toEqual(['{"n":1}', '{"n":2}']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(lines).toEqual([]);
  });

  it('goes on when it cannot write, and says so once', () => {
    const file = '/nonexistent/events.jsonl';
    const handler = recordEvents((n: number) => n, { destination: { file } });
    expect([handler(1), handler(2)]).toEqual([1, 2]);
    expect(warnings).toEqual([expect.stringContaining('ENOENT')]);
  });

  it.each([
    ['a share above 1', { sample: 2 }],
    ['no number', { sample: 'all' }],
    ['a size of 0', { maxBytes: 0 }],
    ['an unknown action', { redact: [{ key: 'a', action: 'hash' }] }],
    ['a rule that is no text', { redact: [7] }],
    ['rules that are no list', { redact: 'password' }],
    ['an unknown destination', { destination: 's3' }],
  ])('records nothing with %s, and says so', (_name, options) => {
    const handler = (): number => 1;
    expect(recordEvents(handler, options as never)).toBe(handler);
    expect(warnings).toEqual([expect.stringMatching(/^reprise: not recording: /)]);
  });

  it('keeps name, number of parameters and properties, and takes the mark of a stream', () => {
    const handler = (_event: object, _context: object, _callback: object): void => {};
    const wrapped = recordEvents(Object.assign(handler, { memory: 512 }));
    expect([wrapped.length, wrapped.name, wrapped.memory]).toEqual([3, 'handler', 512]);
    const mark = Symbol.for('aws.lambda.runtime.handler.streaming');
    Reflect.set(wrapped, mark, 'response');
    expect(Reflect.get(handler, mark)).toBe('response');
  });

  it('leaves what is no function as it is', () => {
    expect(recordEvents(undefined as never)).toBeUndefined();
  });
});

describe('recordEvents with the outcome', () => {
  const outcomes = (): unknown[] =>
    events().map(({ outcome }) => ({ ...outcome, durationMs: typeof outcome?.durationMs }));
  const ok = { requestId: context.awsRequestId, executedVersion: '12', durationMs: 'number' };
  const failure = {
    ...ok,
    functionError: 'Unhandled',
    errorType: 'TypeError',
    errorMessage: 'no such order',
  };
  const error = new TypeError('no such order');

  it('of a promise, which is returned itself, before who waits for it goes on', async () => {
    const promises: Promise<string>[] = [];
    const handler = (_event: object, _context: object): Promise<string> => {
      const promise = sleep(20, 'answer');
      promises.push(promise);
      return promise;
    };
    const returned = recordEvents(handler, { outcome: true })({}, context);
    expect(returned).toBe(promises[0]);
    expect(lines).toEqual([]);
    await returned.then(() => expect(lines).toHaveLength(1));
    expect(outcomes()).toEqual([ok]);
    expect(events()[0]?.outcome?.durationMs).toBeGreaterThan(15);
  });

  it('of a promise that is rejected', async () => {
    const wrapped = recordEvents(
      async (_event: object, _context: object) => {
        throw error;
      },
      { outcome: true },
    );
    await expect(wrapped({}, context)).rejects.toBe(error);
    expect(outcomes()).toEqual([failure]);
  });

  it('of a handler that throws, or returns a value', () => {
    const throws = (_event: object, _context: object): void => {
      throw error;
    };
    expect(() => recordEvents(throws, { outcome: true })({}, context)).toThrow(error);
    recordEvents((_event: object, _context: object) => 'value', { outcome: true })({}, context);
    expect(outcomes()).toEqual([failure, ok]);
  });

  it('of a callback, that is called as it was', async () => {
    type Callback = (error: unknown, value?: string) => string;
    const wrapped = recordEvents(
      (event: { error?: Error }, _context: object, callback: Callback) => {
        setTimeout(() => callback(event.error ?? null, 'value'), 5);
      },
      { outcome: true },
    );
    const answers: unknown[][] = [];
    const call = (event: object): Promise<void> =>
      new Promise((resolve) => {
        wrapped(event, context, (...given) => {
          answers.push(given);
          expect(lines).toHaveLength(answers.length);
          resolve();
          return '';
        });
      });
    await call({});
    await call({ error });
    expect(answers).toEqual([
      [null, 'value'],
      [error, 'value'],
    ]);
    expect(outcomes()).toEqual([ok, failure]);
  });

  it("of the context's older ways to answer", () => {
    const done: unknown[] = [];
    const old = { ...context, succeed: (value: unknown) => done.push(value), fail: () => {} };
    type Old = typeof old;
    recordEvents((_event: object, given: Old) => void given.succeed('x'), { outcome: true })(
      {},
      old,
    );
    const other = { ...context, fail: (reason: unknown) => done.push(reason) };
    const fails = (_event: object, given: typeof other): void => void given.fail(error);
    recordEvents(fails, { outcome: true })({}, other);
    expect(done).toEqual(['x', error]);
    expect(outcomes()).toEqual([ok, failure]);
  });

  it('of a streaming handler', async () => {
    const handler = async (_event: object, stream: string[], _context: object): Promise<void> => {
      stream.push('chunk');
    };
    Reflect.set(handler, Symbol.for('aws.lambda.runtime.handler.streaming'), 'response');
    const chunks: string[] = [];
    await recordEvents(handler, { outcome: true })({ a: 1 }, chunks, context);
    expect(chunks).toEqual(['chunk']);
    expect(outcomes()).toEqual([ok]);
    // By this tag the event is streamed again.
    expect(events()[0]?.tags).toEqual({ operation: 'InvokeWithResponseStream' });
  });

  it('of what was thrown and is no error', async () => {
    const cases: [unknown, string, string][] = [
      ['text', 'string', 'text'],
      [undefined, 'undefined', 'undefined'],
      [{ name: 'Own', message: 'x'.repeat(5000) }, 'Own', 'x'.repeat(1024)],
    ];
    for (const [thrown, errorType, errorMessage] of cases) {
      lines = [];
      const wrapped = recordEvents(() => Promise.reject(thrown), { outcome: true });
      await wrapped().catch(() => {});
      expect(events()[0]?.outcome).toMatchObject({ errorType, errorMessage });
    }
    const hostile = new Proxy(new Error(), {
      get: () => {
        throw new Error('no');
      },
    });
    const wrapped = recordEvents(() => Promise.reject(hostile), { outcome: true });
    expect(await wrapped().catch((reason: unknown) => reason === hostile)).toBe(true);
  });

  it('does not ask what is only like a promise', () => {
    let asked = 0;
    const lazy = Object.fromEntries([['then', () => asked++]]);
    expect(recordEvents(() => lazy, { outcome: true })()).toBe(lazy);
    expect(asked).toBe(0);
    expect(events()[0]?.outcome).toEqual({});
  });

  it('writes an event without it shortly before the timeout', async () => {
    const wrapped = recordEvents(
      (_event: object, _context: object, _callback: () => void): void => {},
      { outcome: true },
    );
    wrapped({ n: 1 }, { ...context, getRemainingTimeInMillis: () => 220 }, () => {});
    expect(lines).toEqual([]);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(events()[0]?.outcome).toEqual({
      requestId: context.awsRequestId,
      executedVersion: '12',
    });
  });
});
