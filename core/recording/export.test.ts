import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byteOrderMarkLength } from '../json/scan.js';
import { writeRecordsFile } from './export.js';
import { RecordingStore } from './store/store.js';
import { errorOf, payloadsOf, workbench } from './workbench.fixture.js';

const corpus = join(import.meta.dirname, '../../../shared/corpus');

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

describe.skipIf(!existsSync(corpus))('the corpus (skipped where it is absent)', () => {
  it('of events imports, exports and imports again byte for byte', async () => {
    const { db, path, load } = workbench();
    const folder = join(corpus, 'events');
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
    expect(await load(folder)).toMatchObject({ recordCount: files.length });
    expect(files).toHaveLength(136);
    // A byte order mark is the file's, not the event's.
    const expected = files
      .map((name) => readFileSync(join(folder, name)))
      .map((bytes) => bytes.subarray(byteOrderMarkLength(bytes)));
    expect(payloadsOf(db)).toEqual(expected);
    await writeRecordsFile(new RecordingStore(db).records('a'), path('out.jsonl.gz'));
    await load(path('out.jsonl.gz'), { name: 'b' });
    expect(payloadsOf(db, 'b')).toEqual(expected);
  });

  it('of a truncated event is refused with its line and column', async () => {
    const { load } = workbench();
    const folder = join(corpus, 'events-malformed');
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      const error = await errorOf(load(file));
      expect(error.message).toContain('Not JSON: expected');
      expect(error.where).toMatchObject({ file, line: expect.any(Number) });
    }
  });
});
