import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPlace } from './place.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'place-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  const place = openPlace(file);
  writeFileSync(place.descriptor, text);
  place.keep();
}

const modeOf = (file: string): number => statSync(file).mode & 0o7777;

describe('a place to write', () => {
  it('is a new file of its own, readable by its owner, its folder made', () => {
    const file = path.join(folder, 'a/b/c.json');
    write(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(modeOf(file)).toBe(0o600);
  });

  it('keeps the mode of what it replaces, as a whole or not at all', () => {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, 'old');
    chmodSync(file, 0o664);
    const place = openPlace(file);
    writeFileSync(place.descriptor, 'half');
    expect(readFileSync(file, 'utf8')).toBe('old');
    place.discard();
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old', ['report.json']]);
    write(file, 'new');
    expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['new', 0o664]);
  });

  it('is behind a link, which stays one; also where nothing is there yet', () => {
    mkdirSync(path.join(folder, 'real'));
    symlinkSync('real/report.json', path.join(folder, 'link'));
    for (const text of ['first', 'second']) {
      write(path.join(folder, 'link'), text);
      expect(lstatSync(path.join(folder, 'link')).isSymbolicLink()).toBe(true);
      expect(readFileSync(path.join(folder, 'real/report.json'), 'utf8')).toBe(text);
    }
  });

  it.skipIf(!existsSync('/dev/null'))('may be a device, which stays one', () => {
    const before = lstatSync('/dev/null');
    write('/dev/null', 'nothing');
    symlinkSync('/dev/null', path.join(folder, 'link'));
    write(path.join(folder, 'link'), 'nothing');
    const after = lstatSync('/dev/null');
    expect([after.isCharacterDevice(), after.ino]).toEqual([true, before.ino]);
  });

  it.skipIf(!existsSync('/dev/full'))('may be full, and still is what it was', () => {
    expect(() => write('/dev/full', 'x')).toThrow(/ENOSPC/);
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('may be a pipe, which is written to', () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const script = `
      const { openPlace } = await import(${JSON.stringify(path.resolve('dist-modules/core/base/place.js'))});
      const place = openPlace(${JSON.stringify(pipe)});
      (await import('node:fs')).writeFileSync(place.descriptor, 'through');
      place.keep();`;
    const command = `"$0" --input-type=module -e "$1" & cat "$2"; wait`;
    const read = execFileSync('sh', ['-c', command, process.execPath, script, pipe]);
    expect(read.toString()).toBe('through');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('refuses a folder', () => {
    expect(() => openPlace(folder)).toThrow(/EISDIR/);
  });
});
