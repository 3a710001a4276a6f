import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpusFiles, corpusPath, corpusTest } from '../base/corpus.fixture.js';
import { awkwardDocuments, brokenDocuments } from '../json/edges.fixture.js';
import { byteOrderMarkLength } from '../json/scan.js';
import { writeRecordsFile } from './export.js';
import { RecordingStore } from './store/store.js';
import { errorOf, payloadsOf, workbench } from './workbench.fixture.js';

describe('an export', () => {
  it.each(['out.jsonl', 'out.jsonl.gz'])('imports again to the same records: %s', async (file) => {
    const { db, path, load } = workbench({
      'in/1.json': '\ufeff{\n "a":\r\n1}\n',
      'in/2.json': '"\u2028"',
      'in/3.json': ' 3 ',
    });
    await load(path('in'), { functionName: 'checkout', tags: { env: 'prod' } });
    const store = new RecordingStore(db);
    expect(await writeRecordsFile(store.records('a'), path(file))).toBe(3);
    expect(statSync(path(file)).mode & 0o777).toBe(0o600);
    await load(path(file), { name: 'b' });
    expect([...store.records('b')]).toEqual([...store.records('a')]);
  });

  it('that has been changed is refused by line', async () => {
    const { db, path, load } = workbench({ 'in.jsonl': '{"n":1}\n{"n":2}\n' });
    await load(path('in.jsonl'));
    await writeRecordsFile(new RecordingStore(db).records('a'), path('out.jsonl'));
    writeFileSync(
      path('out.jsonl'),
      readFileSync(path('out.jsonl'), 'utf8').replace('\\"n\\":2', '\\"n\\":3'),
    );
    const error = await errorOf(load(path('out.jsonl'), { name: 'b' }));
    expect(error.where?.line).toBe(2);
    expect(error.message).toContain('not the one that sha256 tells of');
  });

  it('to a place that cannot be written says so', async () => {
    const { db, path, load } = workbench({ 'one.json': '1' });
    await load(path('one.json'));
    const writing = writeRecordsFile(
      new RecordingStore(db).records('a'),
      path('one.json/out.jsonl'),
    );
    expect((await errorOf(writing)).message).toContain('cannot be written');
  });
});

/** A folder comes in, goes out and comes in again; what is expected are its files, by name. */
async function expectRoundTrip(folder: string, expected: readonly Buffer[]): Promise<void> {
  const { db, path, load } = workbench();
  expect(await load(folder)).toMatchObject({ recordCount: expected.length });
  // A byte order mark is the file's, not the event's.
  const payloads = expected.map((bytes) => bytes.subarray(byteOrderMarkLength(bytes)));
  expect(payloadsOf(db)).toEqual(payloads);
  await writeRecordsFile(new RecordingStore(db).records('a'), path('out.jsonl.gz'));
  await load(path('out.jsonl.gz'), { name: 'b' });
  expect(payloadsOf(db, 'b')).toEqual(payloads);
}

describe('a folder imports, exports and imports again byte for byte', () => {
  it('of documents at the edges of JSON', async () => {
    const files = awkwardDocuments.map(([, bytes], index): [string, Buffer] => [
      `in/${String(index).padStart(3, '0')}.json`,
      bytes,
    ]);
    const { path } = workbench(Object.fromEntries(files));
    await expectRoundTrip(
      path('in'),
      files.map(([, bytes]) => bytes),
    );
  });

  corpusTest('of real events', 'events', async () => {
    const files = corpusFiles('events');
    expect(files).toHaveLength(136);
    await expectRoundTrip(
      corpusPath('events'),
      files.map((file) => readFileSync(file)),
    );
    for (const file of corpusFiles('events-malformed')) {
      const error = await errorOf(workbench().load(file));
      expect(error.message).toContain('Not JSON: expected');
      expect(error.where).toMatchObject({ file, line: expect.any(Number) });
    }
  });
});

/** No documents, and yet no mistake in one: what an import makes of them stands below. */
const readable = ['two documents', 'two byte order marks', 'UTF-16'];

describe('a document that is not JSON', () => {
  it.each(brokenDocuments.filter(([what]) => !readable.includes(what)))(
    'is refused with its file and line: %s',
    async (_what, bytes) => {
      const { path, load } = workbench({ 'order.json': bytes });
      const error = await errorOf(load(path('order.json')));
      expect(error.message).not.toBe('');
      expect(error.where?.file).toBe(path('order.json'));
    },
  );

  it.each([
    ['two documents', '{}{}', 2],
    ['the marks of two joined files', '\ufeff\ufeff{}', 1],
  ])('is none of these: %s', async (_what, text, count) => {
    const { path, load } = workbench({ 'order.json': text });
    expect(await load(path('order.json'))).toMatchObject({ recordCount: count });
  });

  it('is named where it is UTF-16', async () => {
    const { path, load } = workbench({ 'order.json': Buffer.from('\ufeff{}', 'utf16le') });
    expect((await errorOf(load(path('order.json')))).message).toContain('UTF-16');
  });

  it('is refused where it breaks off', async () => {
    const { path, load } = workbench({ 'order.json': '{\n  "items": [\n    {"id": 1},\n' });
    const error = await errorOf(load(path('order.json')));
    expect(error.message).toContain('Not JSON: expected a value');
    expect(error.where).toMatchObject({ file: path('order.json'), line: 4, column: 1 });
  });
});
