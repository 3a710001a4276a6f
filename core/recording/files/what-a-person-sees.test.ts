import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { RecordingStore } from '../store/store.js';
import { workbench } from '../workbench.fixture.js';
import {
  at,
  type Line,
  type LoadCase,
  marker,
  markers,
  shapes,
  time,
} from './exported-logs.fixture.js';
import { tails } from './printed-logs.fixture.js';

async function linesOf({ file = 'unnamed', text, options }: LoadCase): Promise<Line[]> {
  const { db, path, load } = workbench({ [file]: text });
  await load(path(file), options);
  return [...new RecordingStore(db).records('a')].map(({ payload, capturedAtUs, outcome }) => {
    const time = capturedAtUs === undefined ? undefined : isoTime(capturedAtUs);
    const all = [Buffer.from(payload).toString(), time, outcome?.executedVersion];
    while (all.at(-1) === undefined) all.pop();
    return all as unknown as Line;
  });
}

const isoTime = (us: number): string => new Date(us / 1000).toISOString();

const mark = '\ufeff';
const files: LoadCase[] = [
  {
    what: 'documents of jq',
    file: 'a.json',
    text: '{\n  "a": 1.0\n}\n{\n  "a": 2\n}\n',
    events: [['{\n  "a": 1.0\n}'], ['{\n  "a": 2\n}']],
  },
  {
    what: 'documents of jq, called .jsonl',
    file: 'a.jsonl',
    text: '{\n  "a": 1\n}\n{\n  "a": 2\n}\n',
    events: [['{\n  "a": 1\n}'], ['{\n  "a": 2\n}']],
  },
  {
    what: 'documents of jq, the first of them empty',
    text: '{}\n{\n  "a": 2\n}\n',
    events: [['{}'], ['{\n  "a": 2\n}']],
  },
  {
    what: 'documents with nothing between them',
    file: 'a.json',
    text: '{"a": 1}{"a": "}{"}[3]',
    events: [['{"a": 1}'], ['{"a": "}{"}'], ['[3]']],
  },
  {
    what: 'documents with nothing between them, unnamed',
    text: '{"a": 1}{"a": 2}',
    events: [['{"a": 1}'], ['{"a": 2}']],
  },
  {
    what: 'JSON Lines called .json',
    file: 'a.json',
    text: '{}\n{"a": 1}\n',
    events: [['{}'], ['{"a": 1}']],
  },
  {
    what: 'JSON Lines with a byte order mark',
    file: 'bom.jsonl',
    text: `${mark}{"a":1}\n{"a":2}\n${mark}{"a":3}\n`,
    events: [['{"a":1}'], ['{"a":2}'], ['{"a":3}']],
  },
  {
    what: 'a document with a byte order mark',
    file: 'a.json',
    text: `${mark}{"a":1}\n`,
    events: [['{"a":1}\n']],
  },
  {
    what: 'documents with a byte order mark',
    text: `${mark}{"a":1}{"a":2}`,
    events: [['{"a":1}'], ['{"a":2}']],
  },
  {
    what: 'messages without receipts, one a line',
    text: '{"MessageId":"a","Body":"{\\"a\\":1}"}\n{"MessageId":"b","Body":"{\\"a\\":2}"}\n',
    events: [['{"a":1}'], ['{"a":2}']],
  },
  {
    what: 'jq .log.entries of an HTTP archive',
    file: 'entries.json',
    text: `[{"startedDateTime":"${time(124)}","request":{"method":"POST","url":"https://host/2015-03-31/functions/f/invocations","postData":{"text":"{}"}},"response":{"status":200}}]`,
    events: [['{}', time(124)]],
  },
  {
    what: 'a list of fields that are no rows of Insights',
    file: 'filters.json',
    text: '[{"field": "status", "value": "open"}]',
    events: [['[{"field": "status", "value": "open"}]']],
  },
  {
    what: 'an event that looks a little like a log event',
    file: 'order.json',
    text: '{"eventId": "e-1", "timestamp": 1795921200124, "message": "created"}',
    events: [['{"eventId": "e-1", "timestamp": 1795921200124, "message": "created"}']],
  },
  {
    what: 'CSV with @timestamp',
    text: '@timestamp,payload\n2026-11-29 03:00:00.124,"{""a"":1}"\n',
    events: [['{"a":1}', time(124)]],
  },
  {
    what: 'CSV of a queue',
    text: `MessageId,SentTimestamp,Body\nm-1,${at(124)},"{""a"":1}"\n`,
    events: [['{"a":1}', time(124)]],
  },
  {
    what: 'CSV with a time without a zone',
    text: 'timestamp,payload\n2026-11-29 03:00:00.124,"{""a"":1}"\n',
    events: [['{"a":1}', time(124)]],
  },
];

describe('the events that a person sees', () => {
  it.each([...shapes, ...markers, ...tails, ...files])('in $what', async (given) => {
    expect(await linesOf(given)).toEqual(given.events);
  });

  const unnamed = [...shapes, ...markers, ...tails, ...files].filter(({ file }) => !file);
  it.each(unnamed)('in $what, from standard input in small pieces', async (given) => {
    for (const pieceBytes of [1, 13]) {
      const { db, load } = workbench();
      const bytes = Buffer.from(given.text);
      const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, i) =>
        bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes),
      );
      await load('-', { ...given.options, stdin: () => Readable.from(pieces) });
      const found = [...new RecordingStore(db).records('a')];
      expect(found.map(({ payload }) => Buffer.from(payload).toString())).toEqual(
        given.events.map(([payload]) => payload),
      );
    }
  });
});

describe('a log event that was exported', () => {
  it.each([...shapes, ...tails])('is no payload by itself: $what', async (given) => {
    const { options: _, ...without } = given;
    const found = await linesOf(without).catch((error: Error) => error.message);
    if (typeof found === 'string') expect(found).toMatch(/^There is no event in/);
    else
      for (const [payload] of found)
        expect(payload).not.toMatch(/@message|timestamp|eventId|statusCode/);
  });
});

describe('many events in one file', () => {
  const count = 40_000;
  const times = (text: string): string => Array(count).fill(text).join(',\n');
  // Where each counted its line from the start, or looked through the whole document, this hung.
  it.each([
    ['documents one after another', '{\n  "a": 1\n}\n'.repeat(count), {}],
    ['a list', `[${times('{\n  "a": 1\n}')}]`, { each: true }],
    ['messages of a queue', `{"Messages":[${times('{"MessageId":"m","Body":"{}"}')}]}`, {}],
    [
      'log events',
      `{"events":[${times('{"timestamp":1,"message":"EVENT {}"}')}],"logGroup":"g"}`,
      marker('EVENT'),
    ],
  ])('%s: the time grows with their number, not with its square', async (_, text, options) => {
    const { path, load } = workbench({ 'many.json': text });
    expect((await load(path('many.json'), options)).recordCount).toBe(count);
  });
});
