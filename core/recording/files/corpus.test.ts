import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RepriseError } from '../../base/errors.js';
import { byteOrderMarkLength } from '../../json/scan.js';
import type { StoredRecord } from '../store/records.js';
import { RecordingStore } from '../store/store.js';
import { type Workbench, workbench } from '../workbench.fixture.js';

const corpus = join(import.meta.dirname, '../../../../shared/corpus');
const isAbsent = !existsSync(corpus);
const list = (folder: string): string[] => (isAbsent ? [] : readdirSync(join(corpus, folder)));
const read = (file: string): Buffer => readFileSync(join(corpus, file));
/** A byte order mark is the file's, not the event's. */
const withoutMark = (bytes: Buffer): Buffer => bytes.subarray(byteOrderMarkLength(bytes));

async function load({ load: run, db }: Workbench, source: string): Promise<StoredRecord[]> {
  await run(source, { mode: 'replace' });
  return [...new RecordingStore(db).records('a')];
}

/** Records that say why they cannot be replayed become that reason. */
async function loadOrReason(bench: Workbench, source: string): Promise<StoredRecord[] | string> {
  try {
    return await load(bench, source);
  } catch (error) {
    if (error instanceof RepriseError) return error.message;
    throw error;
  }
}

const parsed = (record: StoredRecord | undefined): unknown =>
  JSON.parse(Buffer.from(record?.payload ?? []).toString('utf8'));

describe.skipIf(isAbsent)('../shared/corpus (absent: skipped): events', () => {
  it('of every source are one payload each, byte for byte, and 136 in all', async () => {
    const files = list('events');
    expect(files).toHaveLength(136);
    const bench = workbench();
    for (const file of files) {
      const records = await load(bench, join(corpus, 'events', file));
      expect(records, file).toHaveLength(1);
      expect(
        Buffer.compare(records[0]?.payload ?? Buffer.alloc(0), withoutMark(read(`events/${file}`))),
      ).toBe(0);
    }
  });

  it('of a folder come in by one command', async () => {
    expect((await workbench().load(join(corpus, 'events'))).recordCount).toBe(136);
  });
});

describe.skipIf(isAbsent)('../shared/corpus (absent: skipped): destinations', () => {
  it.each(['docs-invocation-async-1.json', 'java-lambda_destination_event.json'])(
    '%s gives the event, with what became of it',
    async (file) => {
      const text = read(`destinations/${file}`).toString('utf8');
      const record = JSON.parse(text);
      const [event, ...others] = await load(workbench(), join(corpus, 'destinations', file));
      expect(others).toEqual([]);
      expect(text).toContain(Buffer.from(event?.payload ?? []).toString('utf8'));
      expect(parsed(event)).toEqual(record.requestPayload);
      expect(event?.outcome).toMatchObject({
        condition: record.requestContext.condition,
        approximateInvokeCount: record.requestContext.approximateInvokeCount,
      });
    },
  );

  it.each([
    'docs-invocation-eventsourcemapping-1.json',
    'docs-with-ddb-1.json',
    'docs-with-kinesis-1.json',
  ])('%s has no event to replay, and says so', async (file) => {
    expect(await loadOrReason(workbench(), join(corpus, 'destinations', file))).toMatch(
      /cannot be replayed from this record/,
    );
  });

  it('all 11 recorded from the service: 5 with an event, 6 without', async () => {
    const entries: { record: Record<string, unknown> }[] = JSON.parse(
      read('destinations/localstack-aws-recorded-records.json').toString('utf8'),
    );
    const found = [];
    for (const { record } of entries) {
      const bench = workbench({ 'record.json': JSON.stringify(record) });
      const events = await loadOrReason(bench, bench.path('record.json'));
      found.push(typeof events === 'string' ? 'none' : 'event');
      if (typeof events === 'string') expect(events).toMatch(/cannot be replayed/);
      else if ('requestPayload' in record) expect(parsed(events[0])).toEqual(record.requestPayload);
      // A string on the wire; the snapshot has taken it apart.
      else expect(parsed(events[0])).toEqual(record.payload);
    }
    expect(found.filter((kind) => kind === 'event')).toHaveLength(5);
    expect(found).toHaveLength(11);
  });

  it('the dead-letter queue, its Body a string as on the wire', async () => {
    const [{ receive_message: answer }] = JSON.parse(
      read('destinations/localstack-sqs-receive-dlq.json').toString('utf8'),
    );
    const [message] = answer.Messages;
    const body = JSON.stringify(message.Body);
    const bench = workbench({
      'dlq.json': JSON.stringify({ Messages: [{ ...message, Body: body }] }),
    });
    const [event, ...others] = await load(bench, bench.path('dlq.json'));
    expect(others).toEqual([]);
    expect(Buffer.from(event?.payload ?? []).toString('utf8')).toBe(body);
    expect(event?.outcome).toMatchObject({
      statusCode: 200,
      errorMessage: message.MessageAttributes.ErrorMessage.StringValue,
    });
  });
});

describe.skipIf(isAbsent)('../shared/corpus (absent: skipped): logs', () => {
  /** Log events that are a JSON document after the runtime's prefix, counted in the files. */
  const counts: Record<string, number> = {
    'datadog-subscription-cloudwatch_log_lambda_invocation.json': 3,
    'datadog-subscription-cloudwatch_logs.json': 3,
    'lambda-lines.jsonl': 155,
    'platform-records.jsonl': 43,
  };

  it.each(list('logs'))('%s', async (file) => {
    const found = await loadOrReason(workbench(), join(corpus, 'logs', file));
    const expected = counts[file];
    if (expected === undefined) {
      // Answers and texts without an event in them; one is what a terminal showed of two commands.
      const isLog = file !== 'docs-csharp-logging-3.log';
      expect(found).toMatch(isLog ? /^There is no event in/ : /like an answer of Invoke/);
      return;
    }
    expect(found).toHaveLength(expected);
    const text = read(`logs/${file}`).toString('utf8');
    const messages = file.endsWith('.json')
      ? JSON.parse(text).logEvents.map(({ message }: { message: string }) => message)
      : text.split('\n');
    for (const { payload, capturedAtUs } of found as StoredRecord[]) {
      const event = Buffer.from(payload).toString('utf8');
      expect(messages.some((message: string) => message.includes(event))).toBe(true);
      expect(capturedAtUs !== undefined).toBe(file.endsWith('.json'));
    }
  });
});

describe.skipIf(isAbsent)(
  '../shared/corpus (absent: skipped): 12 texts of the runtimes, by EVENT',
  () => {
    /** The documentation shortens events with `...`, shows Python and Ruby values, or none. */
    const reasons: Record<string, RegExp> = {
      'docs-csharp-logging-1.log': /^The event in this log line is not JSON/,
      'docs-csharp-logging-2.log': /^There is no event in/,
      'docs-csharp-logging-3.log': /^This is read as json, which is not a log/,
      'docs-gettingstarted-awscli-4.log': /^There is no event in/,
      'docs-golang-logging-5.log': /^The event in this log line is not JSON/,
      'docs-java-context-6.log': /^There is no event in/,
      'docs-java-logging-7.log': /^The event in this log line is not JSON/,
      'docs-powershell-logging-9.log': /^There is no event in/,
      'docs-python-logging-10.log': /^The event in this log line is not JSON/,
      'docs-python-logging-11.log': /^There is no event in/,
      'docs-ruby-logging-12.log': /^There is no event in/,
    };
    const files = list('logs').filter((file) => file.endsWith('.log'));

    it.each(files)('%s', async (file) => {
      const bench = workbench();
      const load = bench.load(join(corpus, 'logs', file), { lines: { marker: 'EVENT' } });
      if (file === 'docs-nodejs-logging-8.log') {
        expect((await load).recordCount).toBe(1);
        const [event] = [...new RecordingStore(bench.db).records('a')];
        expect(Buffer.from(event?.payload ?? []).toString()).toBe('{\n  "key": "value"\n}');
        expect(event).toMatchObject({
          capturedAtUs: Date.UTC(2019, 5, 7, 19, 11, 20, 563) * 1000,
          outcome: {
            requestId: 'c793869b-ee49-115b-a5b6-4fd21e8dedac',
            executedVersion: '$LATEST',
          },
        });
        return;
      }
      await expect(load).rejects.toThrow(reasons[file] ?? /^unknown file/);
    });
  },
);

describe.skipIf(isAbsent)('../shared/corpus (absent: skipped): traces', () => {
  it.each([
    ['azure-functions-2019-per-minute.csv', 48],
    ['azure-functions-2021-first200.csv', 199],
    ['azure-llm-inference-2023-code.csv', 8819],
  ])('%s has %i arrivals, in the order of their times', async (file, count) => {
    const records = await load(workbench(), join(corpus, 'traces', file));
    const times = records.map(({ capturedAtUs = -1 }) => capturedAtUs);
    expect(times).toHaveLength(count);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const [, ...rows] = read(`traces/${file}`).toString('utf8').trim().split(/\r?\n/);
    if (file.startsWith('azure-functions-2021')) {
      const starts = rows.map((row) => row.split(',').slice(2).map(Number));
      expect(times).toEqual(
        starts
          .map(([end = 0, took = 0]) => Math.round(end * 1e6) - Math.round(took * 1e6))
          .sort((a, b) => a - b),
      );
    } else if (file.startsWith('azure-llm')) {
      // 2023-11-16 18:17:03.9799600, a time without a zone: UTC.
      expect(times[0]).toBe(Date.UTC(2023, 10, 16, 18, 17, 3) * 1000 + 979_960);
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(3435e6);
    } else expect(Math.min(...times)).toBeGreaterThanOrEqual(540 * 60e6);
  });

  it('durations without arrivals are no trace', async () => {
    const source = join(corpus, 'traces/azure-functions-2019-per-minute.durations.csv');
    await expect(workbench().load(source, { format: 'trace' })).rejects.toThrow(
      'There is no column of times (timestamp), nor one for each minute.',
    );
  });
});
