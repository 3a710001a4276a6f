import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandGlob } from './glob.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reprise-glob-'));
  mkdirSync(path.join(folder, 'a', 'deep'), { recursive: true });
  mkdirSync(path.join(folder, '.git'));
  for (const file of ['1.json', '2.json', '10.json', 'x+y.json', 'n.txt', '.hidden.json']) {
    writeFileSync(path.join(folder, file), '');
  }
  writeFileSync(path.join(folder, 'a', '3.json'), '');
  writeFileSync(path.join(folder, 'a', 'deep', '4.json'), '');
  writeFileSync(path.join(folder, '.git', '5.json'), '');
  symlinkSync(folder, path.join(folder, 'a', 'loop'));
  symlinkSync('../1.json', path.join(folder, 'a', 'linked.yaml'));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('expandGlob', () => {
  it.each([
    ['*.json', ['1.json', '10.json', '2.json', 'x+y.json']],
    ['?.json', ['1.json', '2.json']],
    ['x+y.*', ['x+y.json']],
    ['1.json', ['1.json']],
    ['./a/../1.json', ['1.json']],
    ['*/*.json', ['a/3.json']],
    ['**/?.json', ['1.json', '2.json', 'a/3.json', 'a/deep/4.json']],
    ['a/**', ['a/3.json', 'a/deep/4.json', 'a/linked.yaml']],
    ['**/*.yaml', ['a/linked.yaml']],
    ['**/deep/*', ['a/deep/4.json']],
    ['.*.json', ['.hidden.json']],
    ['*', ['1.json', '10.json', '2.json', 'n.txt', 'x+y.json']],
    ['a', []],
    ['none', []],
    ['1.json/x', []],
    ['none/**/*.json', []],
  ])('%s', (pattern, expected) => {
    const found = expandGlob(pattern, folder).map((file) => path.relative(folder, file));
    expect(found).toEqual(expected);
  });

  it('takes an absolute pattern as it is', () => {
    expect(expandGlob(path.join(folder, 'n.*'), '/')).toEqual([path.join(folder, 'n.txt')]);
  });
});
