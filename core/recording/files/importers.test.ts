import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeRecordsFile } from '../export.js';
import type { StoredRecord } from '../store/records.js';
import { RecordingStore } from '../store/store.js';
import { workbench } from '../workbench.fixture.js';
import { chooseImporter, importers } from './index.js';
import { type Expected, sample, t0 } from './sample.fixture.js';
import { cases } from './samples.fixture.js';

function strip({ seq: _, sha256: __, payload, ...rest }: StoredRecord): Expected {
  return { payload: Buffer.from(payload).toString('utf8'), ...rest };
}

describe('a sample of each format', () => {
  it.each(cases)('$file is read as $format', async ({ file, format, options, records }) => {
    const { db, load } = workbench();
    expect(chooseImporter('auto', readFileSync(sample(file)), file)).toBe(importers[format]);
    await load(sample(file), options);
    expect([...new RecordingStore(db).records('a')].map(strip)).toEqual(records);
  });

  it.each(cases)(
    '$file is known without its name, zipped, and asked for by it',
    async ({ file, format, options, records }) => {
      const { db, path, load } = workbench({ unnamed: gzipSync(readFileSync(sample(file))) });
      await load(path('unnamed'), options);
      await load(path('unnamed'), { ...options, format, name: 'b' });
      const store = new RecordingStore(db);
      expect([...store.records('a')].map(strip)).toEqual(records);
      expect([...store.records('b')].map(strip)).toEqual(records);
    },
  );

  it.each(cases)('$file keeps all that is known through export', async ({ file, options }) => {
    const { db, path, load } = workbench();
    await load(sample(file), options);
    const store = new RecordingStore(db);
    await writeRecordsFile(store.records('a'), path('again.jsonl'));
    await load(path('again.jsonl'), { name: 'b' });
    expect([...store.records('b')].map(strip)).toEqual([...store.records('a')].map(strip));
  });

  it('of several files of several formats may lie in one folder', async () => {
    const { db, folder, load } = workbench();
    for (const name of ['dead-letter-queue.json', 'destinations.jsonl', 'calls.har']) {
      cpSync(sample(name), join(folder, name));
    }
    expect((await load(folder)).recordCount).toBe(8);
    const times = [...new RecordingStore(db).records('a')].map((r) => r.capturedAtUs ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('what a Firehose-triggered function received', () => {
  it('is one payload, and taken apart only when asked', async () => {
    const { db, load } = workbench();
    await load(sample('firehose.json'));
    await load(sample('firehose.json'), { name: 'b', format: 'kinesis' });
    const store = new RecordingStore(db);
    expect(store.find('a').recordCount).toBe(1);
    expect([...store.records('a')][0]?.payload).toEqual(readFileSync(sample('firehose.json')));
    expect([...store.records('b')].map(strip)).toEqual([
      { payload: '{"orderId": 1}', capturedAtUs: t0 + 413_000 },
    ]);
  });
});

describe('counts per minute', () => {
  it('become arrivals within their minutes, the same for the same seed', async () => {
    const { db, load } = workbench();
    for (const [name, seed] of [
      ['a', 7],
      ['b', 7],
      ['c', 8],
    ] as const) {
      await load(sample('minutes.csv'), { name, seed });
    }
    const store = new RecordingStore(db);
    const arrivals = (name: string): [string | undefined, number][] =>
      [...store.records(name)].map((r) => [r.functionName, r.capturedAtUs ?? -1]);
    expect(arrivals('a').map(([name]) => name)).toEqual(['f1', 'f1', 'f2', 'f2', 'f2']);
    expect(arrivals('a').map(([, us]) => Math.floor(us / 60e6))).toEqual([540, 540, 541, 541, 541]);
    expect(arrivals('b')).toEqual(arrivals('a'));
    expect(arrivals('c')).not.toEqual(arrivals('a'));
  });
});
