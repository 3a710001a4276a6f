import { describe, expect, it, vi } from 'vitest';
import type { RedactionRules } from '../redaction/rule.js';
import { RecordingStore } from '../store/store.js';
import { errorOf, textsOf, workbench } from '../workbench.fixture.js';
import { type ImportLogsOptions, type ImportLogsResult, importLogs } from './import-logs.js';
import { minPageIntervalMs } from './log-pages.js';
import { formatLogSource, parseLogSource, restOf } from './log-source.js';
import { type Answer, jsonService } from './service.fixture.js';

const t0 = Date.UTC(2026, 10, 20, 17);
const logGroup = '/aws/lambda/checkout';
const query = { logGroup, sinceMs: t0, untilMs: t0 + 60_000 };

interface Line {
  timestamp: number;
  message: string;
  logStreamName: string;
  eventId: string;
}

const line = (ms: number, n: number | string): Line => ({
  timestamp: t0 + ms,
  message: `EVENT {"n": ${n}}\n`,
  logStreamName: '2026/11/20/[12]5d0c',
  eventId: `${ms}-${n}`,
});

/** Serves lines of a log in pages of two, by startTime and endTime, as the service does. */
function logOf(lines: readonly Line[]): Answer {
  return ({ operation, input }) => {
    if (operation !== 'FilterLogEvents') return { __type: 'UnknownOperationException' };
    const found = lines.filter(
      ({ timestamp }) => timestamp >= input.startTime && timestamp <= input.endTime,
    );
    const from = Number(input.nextToken ?? 0);
    const next = from + 2;
    return {
      events: found.slice(from, next),
      searchedLogStreams: [],
      ...(next < found.length && { nextToken: String(next) }),
    };
  };
}

const lines = [
  line(1, 1),
  { ...line(2, 0), message: 'START RequestId: 1 Version: 12\n' },
  line(3, 2),
  line(3, 3),
  line(3, 4),
  line(9, '9007199254740993, "n": 1.0'),
  line(60_000, 'too late'),
];
const all = ['{"n": 1}', '{"n": 2}', '{"n": 3}', '{"n": 4}', '{"n": 9007199254740993, "n": 1.0}'];

function reading(bench = workbench()) {
  const { db } = bench;
  const read = (options: Partial<ImportLogsOptions>): Promise<ImportLogsResult> =>
    importLogs(db, {
      ...{ name: 'a', mode: 'refuse', query, lines: { marker: 'EVENT' }, skipInvalid: false },
      stop: new AbortController().signal,
      ...options,
    });
  const rest = () => restOf('a', new RecordingStore(db).describe('a').sources);
  return { db, read, rest };
}

describe('a log group', () => {
  it('is read page by page, not faster than the quota, with all that is known', async () => {
    const { endpointUrl, calls } = await jsonService(logOf(lines));
    const { db, read, rest } = reading();
    const seen: number[] = [];
    const startedMs = performance.now();
    const result = await read({
      endpointUrl,
      query: { ...query, filter: 'EVENT' },
      onProgress: ({ lineCount }) => seen.push(lineCount),
    });
    expect(result).toEqual({
      ...{ lineCount: 6, recordCount: 5, storedCount: 5, skippedCount: 0 },
      ...{ reachedMs: query.untilMs, isComplete: true },
    });
    expect(textsOf(db)).toEqual(all);
    expect([...new RecordingStore(db).records('a')][0]).toMatchObject({
      capturedAtUs: (t0 + 1) * 1000,
      functionName: 'checkout',
      outcome: { executedVersion: '12' },
    });
    expect(calls[0]?.input).toMatchObject({
      logGroupName: logGroup,
      filterPattern: 'EVENT',
      startTime: t0,
      endTime: t0 + 59_999,
    });
    expect(calls).toHaveLength(3);
    // From the beginning, since the first call's way is longer; a timer may fire a little early.
    expect((calls[2]?.atMs ?? 0) - startedMs).toBeGreaterThan(2 * minPageIntervalMs - 10);
    expect(seen.length).toBe(3);
    expect(rest).toThrow('has all of /aws/lambda/checkout');
  });

  it('that was stopped anywhere goes on where it was, without a gap or a repetition', async () => {
    const { endpointUrl } = await jsonService(logOf(lines));
    for (let stopAfter = 1; stopAfter <= 3; stopAfter++) {
      const { db, read, rest } = reading();
      const stop = new AbortController();
      let pages = 0;
      const result = await read({
        ...{ endpointUrl, stop: stop.signal },
        onProgress: () => {
          pages += 1;
          if (pages === stopAfter) stop.abort();
        },
      });
      expect(result.isComplete).toBe(false);
      expect(result.recordCount).toBeLessThan(all.length);
      const left = rest();
      expect(left.untilMs).toBe(query.untilMs);
      await read({ endpointUrl, mode: 'append', query: left });
      expect(textsOf(db)).toEqual(all);
      expect(rest).toThrow('has all of');
    }
  });

  it('that is throttled is asked again by the SDK', async () => {
    const served = logOf(lines);
    const { endpointUrl, calls } = await jsonService((call, so) =>
      so.length === 2
        ? { __type: 'ThrottlingException', message: 'Rate exceeded' }
        : served(call, so),
    );
    const { db, read } = reading();
    await read({ endpointUrl });
    expect(textsOf(db)).toEqual(all);
    expect(calls).toHaveLength(4);
  });

  it('that cannot be read any further keeps what came before, and says how to go on', async () => {
    const served = logOf(lines);
    const { endpointUrl } = await jsonService((call, so) =>
      so.length === 3 ? { __type: 'AccessDeniedException', message: 'no more' } : served(call, so),
    );
    const { db, read, rest } = reading();
    const error = await errorOf(read({ endpointUrl }));
    expect(error.message).toBe(
      'Reading /aws/lambda/checkout failed: AccessDeniedException: no more',
    );
    expect(error.hint).toContain('record logs --as a --resume');
    expect(textsOf(db)).toEqual(all.slice(0, 1));
    await read({ endpointUrl, mode: 'append', query: rest() });
    expect(textsOf(db)).toEqual(all);
  });

  it('that may not be read, or carries no event, makes no recording', async () => {
    const denied = await jsonService(() => ({
      __type: 'ResourceNotFoundException',
      message: 'no',
    }));
    const { db, read } = reading();
    const error = await errorOf(read({ endpointUrl: denied.endpointUrl }));
    expect(error.hint).toContain('Look at the name');
    const quiet = await jsonService(logOf(lines.slice(1, 2)));
    expect((await errorOf(read({ endpointUrl: quiet.endpointUrl }))).hint).toContain(
      '--event-marker',
    );
    expect(new RecordingStore(db).list()).toEqual([]);
  });

  it('whose line was cut off is refused with its place, or skipped', async () => {
    const cut = { ...line(5, 1), message: 'EVENT {"n": ' };
    const { endpointUrl } = await jsonService(logOf([line(1, 1), cut, line(6, 2)]));
    const { db, read } = reading();
    expect((await errorOf(read({ endpointUrl }))).message).toMatch(
      /not JSON.*2026-11-20T17:00:00\.005Z in 2026\/11\/20\/\[12\]5d0c/,
    );
    expect(await read({ endpointUrl, skipInvalid: true, mode: 'replace' })).toMatchObject({
      recordCount: 2,
      skippedCount: 1,
    });
    expect(textsOf(db)).toEqual(['{"n": 1}', '{"n": 2}']);
  });

  it('is found through AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', async () => {
    const { endpointUrl } = await jsonService(logOf(lines));
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH_LOGS', endpointUrl);
    const { db, read } = reading();
    await read({});
    expect(textsOf(db)).toEqual(all);
  });
});

describe('a log of which some is selected', () => {
  const users = Array.from({ length: 12 }, (_, n) =>
    line(n, `${n}, "user": "${n % 2 === 0 ? 'ann' : 'bob'}"`),
  );
  const redaction: RedactionRules = {
    rules: [{ kind: 'key', key: 'user', action: 'mask' }],
    base64: [],
  };

  it('is the same however often it is committed, with one account of what was redacted', async () => {
    const { endpointUrl } = await jsonService(logOf(users));
    const where = { payload: 'n != `4`', sample: { share: 0.5, seed: 3 } };
    const stored: string[][] = [];
    for (const pagesPerCommit of [1, 2, 50]) {
      const { db, read } = reading();
      const result = await read({ endpointUrl, where, redaction, pagesPerCommit });
      stored.push(textsOf(db));
      expect(result).toMatchObject({ recordCount: 12, storedCount: stored[0]?.length });
      expect(result.redaction).toMatchObject({ recordCount: 12 });
      const { redactions, recordCount } = new RecordingStore(db).describe('a');
      expect(recordCount).toBe(stored[0]?.length);
      expect(redactions).toEqual([{ ...result.redaction, appliedAtMs: expect.any(Number) }]);
    }
    const [first = [], ...others] = stored;
    expect(others).toEqual([first, first]);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(12);
    for (const text of first) expect(text).toMatch(/^\{"n": \d+, "user": "\*\*\*"\}$/);
    expect(first.join()).not.toContain('"n": 4,');
  });

  it('may have a part of which nothing can be asked', async () => {
    const odd = { ...line(1, 0), message: 'EVENT {"user": 7}' };
    const { endpointUrl } = await jsonService(logOf([odd, ...users.slice(2)]));
    const { db, read } = reading();
    const where = { payload: "starts_with(user, 'b')" };
    expect(await read({ endpointUrl, where, pagesPerCommit: 1 })).toMatchObject({
      recordCount: 11,
      storedCount: 5,
    });
    expect(textsOf(db)).toHaveLength(5);
  });

  it.each([
    ['the first of equal payloads', { isUnique: true }, /recordings merge/],
    [
      'a time from the start',
      { window: { from: { kind: 'relative' as const, us: 1 } } },
      /--since and --until/,
    ],
  ])('is not selected by %s, which takes all of it', async (_name, where, hint) => {
    const { db, read } = reading();
    expect((await errorOf(read({ where }))).hint).toMatch(hint);
    expect(new RecordingStore(db).list()).toEqual([]);
  });
});

describe('the part of a log that was read', () => {
  it.each([
    { ...query },
    { ...query, filter: '{ $.level = "a&b" } ?x', endMs: t0 + 99_000 },
    { ...query, logGroup: '/a#b.c_d-e' },
  ])('is written down and found again: %j', (source) => {
    expect(parseLogSource(formatLogSource(source))).toEqual(source);
    expect(parseLogSource('/tmp/file.json')).toBeUndefined();
  });
});
