import { statSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RepriseError } from '../../base/errors.js';
import { RecordingStore } from '../store/store.js';
import { errorOf, textsOf, workbench } from '../workbench.fixture.js';
import type { ImportProgress } from './import.js';

const stdin =
  (...pieces: (string | Uint8Array)[]) =>
  () =>
    Readable.from(pieces.map((p) => Buffer.from(p)));

describe('a source', () => {
  it('that is a JSON file is one payload, with all its bytes but the byte order mark', async () => {
    const text = '{\r\n  "n": 12345678901234567890, "n": 1.0\n}\n\n';
    const { db, path, load } = workbench({ 'one.json': `\ufeff${text}` });
    expect(await load(path('one.json'))).toMatchObject({
      recordCount: 1,
      inputCount: 1,
      skippedCount: 0,
    });
    expect(textsOf(db)).toEqual([text]);
  });

  it('that is JSON Lines has a payload in each line that is not blank', async () => {
    const { db, path, load } = workbench({ 'many.jsonl': '{"a": 1} \r\n\n \t\n[2]\n3' });
    await load(path('many.jsonl'));
    expect(textsOf(db)).toEqual(['{"a": 1} ', '[2]', '3']);
  });

  it('that is a folder is read by name, with what is below and what is zipped', async () => {
    const { db, folder, load } = workbench({
      'b.json': '"b"',
      'a/2.ndjson': '"a2"\n"a3"\n',
      'a/1.json.gz': gzipSync('"a1"\n'),
      'c.gz': gzipSync('"c1"\n"c2"\n'),
      'README.md': '# not an event',
      'd.JSON': '"d"',
    });
    expect(await load(folder)).toMatchObject({ recordCount: 7, inputCount: 5 });
    expect(textsOf(db)).toEqual(['"a1"\n', '"a2"', '"a3"', '"b"', '"c1"', '"c2"', '"d"']);
  });

  it('that is standard input comes in pieces of any size, zipped or not', async () => {
    const { db, load } = workbench();
    const zipped = gzipSync('{"n":1}\n{"n":2}\n');
    const bytes = [...zipped].map((byte) => Uint8Array.of(byte));
    await load('-', { stdin: stdin(...bytes) });
    expect(textsOf(db)).toEqual(['{"n":1}', '{"n":2}']);
    await load('-', { stdin: stdin('7'), name: 'b' });
    expect(textsOf(db, 'b')).toEqual(['7']);
  });

  it.each([
    ['{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['\n{"a":1}\n\n{"b":2}', ['{"a":1}', '{"b":2}']],
    ['{"a":1}\n', ['{"a":1}\n']],
    ['{\n"a":1}\n', ['{\n"a":1}\n']],
    ['[\n1,\n2\n]', ['[\n1,\n2\n]']],
  ])('without a name is told by its content: %j', async (text, expected) => {
    const { db, load } = workbench();
    await load('-', { stdin: stdin(text) });
    expect(textsOf(db)).toEqual(expected);
  });

  it('is read as the format that was asked for', async () => {
    const { db, path, load } = workbench({
      'lines.json': '1\n2\n',
      'export.jsonl': '{"reprise":1,"x":2}\n',
    });
    await load(path('lines.json'), { format: 'jsonl' });
    expect(textsOf(db)).toEqual(['1', '2']);
    await load(path('export.jsonl'), { format: 'jsonl', name: 'b' });
    expect(textsOf(db, 'b')).toEqual(['{"reprise":1,"x":2}']);
  });

  it('that is a list is taken apart when asked, each element with its own bytes', async () => {
    const { db, path, load } = workbench({ 'list.json': '[ {"a" : 1.0},\n  [2, 3] ,"x"]\n' });
    await load(path('list.json'), { each: true });
    expect(textsOf(db)).toEqual(['{"a" : 1.0}', '[2, 3]', '"x"']);
  });

  it('gives its records the function and the tags that it does not know itself', async () => {
    const { db, path, load } = workbench({ 'one.json': '1' });
    await load(path('one.json'), { functionName: 'checkout', tags: { env: 'prod' } });
    const [record] = [...new RecordingStore(db).records('a')];
    expect(record).toMatchObject({ functionName: 'checkout', tags: { env: 'prod' } });
  });

  it('of many records goes in whole, and says how far it is', async () => {
    const lines = Array.from({ length: 12_345 }, (_, n) =>
      JSON.stringify({ n, pad: 'é'.repeat(30) }),
    );
    const { db, path, load } = workbench({ 'many.jsonl': `${lines.join('\n')}\n` });
    const seen: ImportProgress[] = [];
    await load(path('many.jsonl'), { onProgress: (progress) => seen.push(progress) });
    expect(textsOf(db)).toEqual(lines);
    const totalBytes = statSync(path('many.jsonl')).size;
    expect(seen.at(-1)).toEqual({ readBytes: totalBytes, totalBytes, recordCount: 12_345 });
    expect(seen.length).toBeGreaterThan(2);
  });
});

describe('an invalid record', () => {
  const files = { 'bad.jsonl': '{"a":1}\n{"é":}\n3\n[4\n5\n', 'good.json': '0' };

  it('is told by file, line and column, and nothing is imported', async () => {
    const { db, folder, path, load } = workbench(files);
    for (const source of [folder, path('bad.jsonl')]) {
      const error = await errorOf(load(source));
      expect(error.where).toEqual({ file: path('bad.jsonl'), line: 2, column: 6 });
      expect(error.message).toBe('Not JSON: expected a value.');
      expect(error.hint).toContain('--skip-invalid');
    }
    expect(new RecordingStore(db).list()).toEqual([]);
    expect(db.prepare('SELECT count(*) FROM payloads').pluck().get()).toBe(0);
  });

  it('leaves a recording that was there as it was', async () => {
    const { db, path, load } = workbench(files);
    await load(path('good.json'));
    await errorOf(load(path('bad.jsonl'), { mode: 'replace' }));
    await errorOf(load(path('bad.jsonl'), { mode: 'append' }));
    expect(textsOf(db)).toEqual(['0']);
  });

  it('is skipped, counted and listed when asked', async () => {
    const { db, folder, path, load } = workbench(files);
    const { skipped, ...result } = await load(folder, { skipInvalid: true });
    expect(result).toMatchObject({ recordCount: 4, skippedCount: 2, inputCount: 2 });
    expect(skipped).toEqual([
      { file: path('bad.jsonl'), line: 2, column: 6, message: 'Not JSON: expected a value.' },
      { file: path('bad.jsonl'), line: 4, column: 3, message: 'Not JSON: expected "," or "]".' },
    ]);
    expect(textsOf(db)).toEqual(['{"a":1}', '3', '5', '0']);
    expect(new RecordingStore(db).describe('a').sources).toMatchObject([{ skippedCount: 2 }]);
  });

  it('is listed a hundred times at most', async () => {
    const { path, load } = workbench({ 'bad.jsonl': `1\n${'x\n'.repeat(500)}` });
    const result = await load(path('bad.jsonl'), { skipInvalid: true });
    expect(result.skippedCount).toBe(500);
    expect(result.skipped).toHaveLength(100);
  });

  it('is refused even when skipping, if nothing else is there', async () => {
    const { path, load } = workbench({ 'bad.json': '{', 'blank.jsonl': '\n\n' });
    expect((await errorOf(load(path('bad.json'), { skipInvalid: true }))).where?.line).toBe(1);
    expect((await errorOf(load(path('blank.jsonl')))).message).toContain('There is no event in');
  });

  it('in a list is told by its place in the file', async () => {
    const { path, load } = workbench({ 'list.json': '[1,\n {"a" 2}, 3]', 'object.json': '{}' });
    const error = await errorOf(load(path('list.json'), { each: true }));
    expect(error.where).toMatchObject({ line: 2, column: 7 });
    const { recordCount, skipped } = await load(path('list.json'), {
      each: true,
      skipInvalid: true,
    });
    expect([recordCount, skipped.length]).toEqual([2, 1]);
    expect((await errorOf(load(path('object.json'), { each: true, name: 'b' }))).message).toContain(
      'Not a list',
    );
  });

  it('never shows its payload in the message', async () => {
    const { path, load } = workbench({ 'one.jsonl': '{"password": "hunter2" "x"}\n' });
    const error = await errorOf(load(path('one.jsonl')));
    expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
  });
});

describe('an import is refused', () => {
  it('of the same source under the same name, unless it is to be appended or to replace', async () => {
    const { db, path, load } = workbench({ 'one.json': '1' });
    await load(path('one.json'));
    expect((await errorOf(load(path('one.json')))).message).toBe(
      `The recording a already holds ${path('one.json')}.`,
    );
    await load(path('one.json'), { mode: 'append' });
    expect(textsOf(db)).toEqual(['1', '1']);
    await load(path('one.json'), { mode: 'replace' });
    expect(textsOf(db)).toEqual(['1']);
  });

  it('of what is not there, or a folder with nothing in it', async () => {
    const { folder, path, load } = workbench({ 'notes.txt': '' });
    expect((await errorOf(load(path('nowhere.json')))).message).toContain('no such file or folder');
    expect((await errorOf(load(folder))).message).toContain('holds no .json');
  });

  it('of gzip that is cut short', async () => {
    const { db, path, load } = workbench({
      'cut.jsonl.gz': gzipSync('{"n":1}\n'.repeat(9999)).subarray(0, 80),
    });
    const error = await errorOf(load(path('cut.jsonl.gz')));
    expect(error.message).toContain('is damaged as gzip');
    expect(new RecordingStore(db).list()).toEqual([]);
  });

  it('when it is interrupted, even while it waits for more', async () => {
    const { db, load } = workbench();
    const input = new PassThrough();
    input.write('{"n":1}\n{"n":2}\n');
    const interrupt = new AbortController();
    const onProgress = (): void => interrupt.abort(new RepriseError('interrupted'));
    const importing = load('-', { stdin: () => input, signal: interrupt.signal, onProgress });
    expect((await errorOf(importing)).message).toBe('interrupted');
    expect(db.prepare('SELECT count(*) FROM records').pluck().get()).toBe(0);
  });

  it('when the disk is full, with what was there left as it was', async () => {
    const { db, path, load } = workbench({
      'one.json': '1',
      'big.json': `"${'x'.repeat(500_000)}"`,
    });
    await load(path('one.json'));
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    expect((await errorOf(load(path('big.json'), { mode: 'append' }))).message).toContain(
      'the disk is full',
    );
    db.pragma('max_page_count = 1000000');
    expect(textsOf(db)).toEqual(['1']);
  });
});
