import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'vitest';
import { corpusFiles, corpusPath, corpusTest } from '../../base/corpus.fixture.js';
import { RepriseError } from '../../base/errors.js';
import { byteOrderMarkLength } from '../../json/scan.js';
import type { StoredRecord } from '../store/records.js';
import { RecordingStore } from '../store/store.js';
import { type Workbench, workbench } from '../workbench.fixture.js';

const list = (folder: string): string[] => corpusFiles(folder).map((file) => basename(file));
const read = (file: string): Buffer => readFileSync(corpusPath(file));
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

corpusTest(
  'real events are one payload each, byte for byte, and 136 in all',
  'events',
  async () => {
    const files = list('events');
    expect(files).toHaveLength(136);
    const bench = workbench();
    for (const file of files) {
      const records = await load(bench, corpusPath(`events/${file}`));
      expect(records, file).toHaveLength(1);
      const payload = records[0]?.payload ?? Buffer.alloc(0);
      expect(Buffer.compare(payload, withoutMark(read(`events/${file}`))), file).toBe(0);
    }
    expect((await workbench().load(corpusPath('events'))).recordCount).toBe(136);
  },
);

corpusTest('destination records give their event, or say why not', 'destinations', async () => {
  for (const file of ['docs-invocation-async-1.json', 'java-lambda_destination_event.json']) {
    await expectDestinationEvent(file);
  }
  for (const name of ['invocation-eventsourcemapping', 'with-ddb', 'with-kinesis']) {
    const file = corpusPath(`destinations/docs-${name}-1.json`);
    expect(await loadOrReason(workbench(), file), name).toMatch(
      /cannot be replayed from this record/,
    );
  }
  await expectRecordedDestinations();
  await expectDeadLetter();
});

async function expectDestinationEvent(file: string): Promise<void> {
  const text = read(`destinations/${file}`).toString('utf8');
  const record = JSON.parse(text);
  const [event, ...others] = await load(workbench(), corpusPath(`destinations/${file}`));
  expect(others, file).toEqual([]);
  expect(text, file).toContain(Buffer.from(event?.payload ?? []).toString('utf8'));
  expect(parsed(event), file).toEqual(record.requestPayload);
  expect(event?.outcome, file).toMatchObject({
    condition: record.requestContext.condition,
    approximateInvokeCount: record.requestContext.approximateInvokeCount,
  });
}

/** All 11 recorded from the service: 5 with an event, 6 without. */
async function expectRecordedDestinations(): Promise<void> {
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
}

/** Its Body is a string, as on the wire. */
async function expectDeadLetter(): Promise<void> {
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
}

/** Log events that are a JSON document after the runtime's prefix, counted in the files. */
const eventCounts: Record<string, number> = {
  'datadog-subscription-cloudwatch_log_lambda_invocation.json': 3,
  'datadog-subscription-cloudwatch_logs.json': 3,
  'lambda-lines.jsonl': 155,
  'platform-records.jsonl': 43,
};

corpusTest('logs give what in them is an event, with and without a marker', 'logs', async () => {
  for (const file of list('logs')) {
    const found = await loadOrReason(workbench(), corpusPath(`logs/${file}`));
    const expected = eventCounts[file];
    if (expected === undefined) {
      // Answers and texts without an event in them; one is what a terminal showed of two commands.
      const isLog = file !== 'docs-csharp-logging-3.log';
      expect(found, file).toMatch(isLog ? /^There is no event in/ : /like an answer of Invoke/);
    } else expectLoggedEvents(file, found as StoredRecord[], expected);
  }
  for (const [file, reason] of Object.entries(reasons)) {
    const source = corpusPath(`logs/${file}`);
    const loading = workbench().load(source, { lines: { marker: 'EVENT' } });
    await expect(loading, file).rejects.toThrow(reason);
  }
  await expectNodeEvent();
  const named = [...Object.keys(reasons), 'docs-nodejs-logging-8.log'].sort();
  expect(list('logs').filter((file) => file.endsWith('.log'))).toEqual(named);
});

function expectLoggedEvents(file: string, found: readonly StoredRecord[], count: number): void {
  expect(found, file).toHaveLength(count);
  const text = read(`logs/${file}`).toString('utf8');
  const messages: string[] = file.endsWith('.json')
    ? JSON.parse(text).logEvents.map(({ message }: { message: string }) => message)
    : text.split('\n');
  for (const { payload, capturedAtUs } of found) {
    const event = Buffer.from(payload).toString('utf8');
    expect(messages.some((message) => message.includes(event))).toBe(true);
    expect(capturedAtUs !== undefined).toBe(file.endsWith('.json'));
  }
}

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

async function expectNodeEvent(): Promise<void> {
  const bench = workbench();
  const source = corpusPath('logs/docs-nodejs-logging-8.log');
  await bench.load(source, { lines: { marker: 'EVENT' } });
  const [event, ...others] = [...new RecordingStore(bench.db).records('a')];
  expect(others).toEqual([]);
  expect(Buffer.from(event?.payload ?? []).toString()).toBe('{\n  "key": "value"\n}');
  expect(event).toMatchObject({
    capturedAtUs: Date.UTC(2019, 5, 7, 19, 11, 20, 563) * 1000,
    outcome: { requestId: 'c793869b-ee49-115b-a5b6-4fd21e8dedac', executedVersion: '$LATEST' },
  });
}

corpusTest('published traces have all their arrivals, in the order of time', 'traces', async () => {
  await arrivalsOf('azure-functions-2019-per-minute.csv', 48, (times) => {
    expect(Math.min(...times)).toBeGreaterThanOrEqual(540 * 60e6);
  });
  await arrivalsOf('azure-functions-2021-first200.csv', 199, (times, rows) => {
    const starts = rows.map((row) => row.split(',').slice(2).map(Number));
    expect(times).toEqual(
      starts
        .map(([end = 0, took = 0]) => Math.round(end * 1e6) - Math.round(took * 1e6))
        .sort((a, b) => a - b),
    );
  });
  await arrivalsOf('azure-llm-inference-2023-code.csv', 8819, (times) => {
    // 2023-11-16 18:17:03.9799600, a time without a zone: UTC.
    expect(times[0]).toBe(Date.UTC(2023, 10, 16, 18, 17, 3) * 1000 + 979_960);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(3435e6);
  });
  const source = corpusPath('traces/azure-functions-2019-per-minute.durations.csv');
  await expect(workbench().load(source, { format: 'trace' })).rejects.toThrow(
    'There is no column of times (timestamp), nor one for each minute.',
  );
});

async function arrivalsOf(
  file: string,
  count: number,
  check: (times: number[], rows: string[]) => void,
): Promise<void> {
  const records = await load(workbench(), corpusPath(`traces/${file}`));
  const times = records.map(({ capturedAtUs = -1 }) => capturedAtUs);
  expect(times, file).toHaveLength(count);
  expect(times, file).toEqual([...times].sort((a, b) => a - b));
  const [, ...rows] = read(`traces/${file}`).toString('utf8').trim().split(/\r?\n/);
  check(times, rows);
}
