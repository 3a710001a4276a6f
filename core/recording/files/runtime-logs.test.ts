import { describe, expect, it } from 'vitest';
import { RecordingStore } from '../store/store.js';
import { errorOf, type Workbench, workbench } from '../workbench.fixture.js';

const id = '7d3b1c90-5a2e-4f08-8c11-2e9a40b6d7f3';
const report = `REPORT RequestId: ${id}\tDuration: 3.57 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB\t\n`;

/** The log of one invocation in which a function wrote its event, and what else it wrote. */
const logOf = (...lines: string[]): string =>
  `START RequestId: ${id} Version: $LATEST\n${lines.map((line) => `${line}\n`).join('')}END RequestId: ${id}\n${report}`;

const loadLog = (bench: Workbench, marker?: string) =>
  bench.load(bench.path('function.log'), { ...(marker && { lines: { marker } }) });

const nodeLine = `2026-11-20T17:00:00.413Z\t${id}\tINFO\t`;

describe('an event after a marker in the log of a runtime', () => {
  it.each<[string, string[], string]>([
    ['Node, in one line', [`${nodeLine}EVENT {"order":1}`], '{"order":1}'],
    [
      'Node, over many lines',
      [
        `${nodeLine}ENVIRONMENT`,
        '{',
        '  "A": "b",',
        '  ...',
        '}',
        `${nodeLine}EVENT`,
        '{',
        '  "order": 1',
        '}',
      ],
      '{\n  "order": 1\n}',
    ],
    ['Python that prints JSON', ['## EVENT', '{"order": 1}'], '{"order": 1}'],
    [
      'Java',
      ['CONTEXT:', '{', '    ...', '}', 'EVENT:', '{', '  "order": 1', '}'],
      '{\n  "order": 1\n}',
    ],
    ['Go', ['2026/11/20 17:00:00 EVENT: {', '  "order": 1', '}'], '{\n  "order": 1\n}'],
    [
      '.NET',
      ['ENVIRONMENT VARIABLES: ', '{', '  ...', 'EVENT: ', '{', '  "order": 1', '}'],
      '{\n  "order": 1\n}',
    ],
  ])('is found: %s', async (_runtime, lines, payload) => {
    const bench = workbench({ 'function.log': logOf(...lines) });
    await loadLog(bench, 'EVENT');
    const [event, ...others] = [...new RecordingStore(bench.db).records('a')];
    expect(others).toEqual([]);
    expect(Buffer.from(event?.payload ?? []).toString()).toBe(payload);
    expect(event?.outcome).toMatchObject({ requestId: id, executedVersion: '$LATEST' });
  });

  it.each<[string, string[], RegExp]>([
    [
      'Python, as it prints a dict',
      ['## EVENT', "{'order': 1}"],
      /^The event in this log line is not JSON/,
    ],
    [
      'shortened with an ellipsis',
      ['EVENT: {', '  "order": 1,', '  ...', '}'],
      /^The event in this log line is not JSON/,
    ],
    ['Ruby, key by key', ['## EVENT', 'order', '1'], /^There is no event in/],
    [
      'PowerShell, key by key',
      ['[Information] - ## Event', '[Information] - order=1'],
      /^There is no event in/,
    ],
    ['a context instead', ['CONTEXT: ', '{', '  "memoryLimit": 512', '}'], /^There is no event in/],
    ['nothing', [], /^There is no event in/],
  ])('is refused: %s', async (_runtime, lines, message) => {
    const bench = workbench({ 'function.log': logOf(...lines) });
    expect((await errorOf(loadLog(bench, 'EVENT'))).message).toMatch(message);
  });

  it.each([
    [
      'what a terminal showed of two commands',
      '{\n  "StatusCode": 200,\n  "ExecutedVersion": "$LATEST"\n}\n{\n  "events": []\n}\n',
      /like an answer of Invoke/,
    ],
    ['lines of the platform alone', logOf(), /^There is no event in/],
  ])('is not looked for without one: %s', async (_what, text, message) => {
    const bench = workbench({ 'function.log': text });
    expect((await errorOf(loadLog(bench))).message).toMatch(message);
  });
});

describe('a trace of arrivals', () => {
  it('is ordered by its times, to the microsecond, without a zone in UTC', async () => {
    const rows = [
      'TIMESTAMP,Tokens',
      '2026-02-11 09:45:02.0000000,7',
      '2026-02-11 09:45:01.1234560,8',
    ];
    const bench = workbench({ 'arrivals.csv': `${rows.join('\n')}\n` });
    await bench.load(bench.path('arrivals.csv'));
    const times = [...new RecordingStore(bench.db).records('a')].map((r) => r.capturedAtUs);
    const second = Date.UTC(2026, 1, 11, 9, 45, 1) * 1000;
    expect(times).toEqual([second + 123_456, second + 1_000_000]);
  });

  it('has its arrivals where an end and a duration say', async () => {
    const rows = [
      'app,func,end_timestamp,duration',
      'a,f,57.5,57.25',
      'a,g,1.75,0.5',
      'a,f,0.125,0.125',
    ];
    const bench = workbench({ 'arrivals.csv': `${rows.join('\r\n')}\r\n` });
    await bench.load(bench.path('arrivals.csv'));
    const records = [...new RecordingStore(bench.db).records('a')];
    expect(records.map((r) => [r.functionName, r.capturedAtUs])).toEqual([
      ['f', 0],
      ['f', 250_000],
      ['g', 1_250_000],
    ]);
  });

  it('is none without times: durations alone are refused', async () => {
    const rows = ['HashOwner,HashApp,HashFunction,Average,Count', 'o,a,f,93,8'];
    const bench = workbench({ 'durations.csv': `${rows.join('\n')}\n` });
    const loading = bench.load(bench.path('durations.csv'), { format: 'trace' });
    expect((await errorOf(loading)).message).toBe(
      'There is no column of times (timestamp), nor one for each minute. The columns are hashowner, hashapp, hashfunction, average, count.',
    );
  });
});
