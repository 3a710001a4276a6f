import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  rmdirSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../database/open.js';
import { temporaryDatabase, temporaryFolder } from '../../database/temporary.fixture.js';
import type { RecordedEvent } from '../event.js';
import { importRecording } from '../files/import.js';
import { errorOf } from '../workbench.fixture.js';
import { Spool } from './spool.js';
import { RecordingStore } from './store.js';

const events = (count: number, bytes = 1000): RecordedEvent[] =>
  Array.from({ length: count }, (_, n) => ({
    payload: Buffer.from(JSON.stringify({ n, pad: 'x'.repeat(bytes) })),
    capturedAtUs: n,
  }));

describe('a spool', () => {
  it('gives back what was written, in any order, from as many files as it takes', () => {
    const spool = new Spool(join(temporaryFolder(), 'reprise.db'));
    const batches = [events(3), events(2, 9_000_000), [], events(1)];
    const spooled = batches.map((batch) => spool.write(batch));
    for (const n of [3, 0, 2, 1]) {
      const text = (all: readonly RecordedEvent[] = []): string =>
        all.map(({ payload, ...rest }) => `${payload}${JSON.stringify(rest)}`).join();
      expect(text(spool.read(spooled[n] as never)) === text(batches[n])).toBe(true);
      spool.release(spooled[n] as never);
    }
  });

  it('writes no more than the payloads, whatever they are cut out of', () => {
    const spool = new Spool(join(temporaryFolder(), 'reprise.db'));
    const large = Buffer.alloc(1_000_000);
    const { byteCount } = spool.write([{ payload: large.subarray(5, 15) }]);
    expect(byteCount).toBeLessThan(100);
  });

  it('leaves no file beside the database, written, published or killed', () => {
    const { db, path } = temporaryDatabase();
    const files = (): string[] => readdirSync(join(path, '..')).sort();
    const before = files();
    const store = new RecordingStore(db);
    store.stage().append(events(10));
    expect(files()).toEqual(before);
    writeFileSync(`${path}-staging-left`, 'by a process that was killed at once');
    store.stage();
    expect(files()).toEqual(before);
  });
});

describe('beside a database that a link leads to, a spool', () => {
  it('is on the disk of the database', () => {
    const { path } = temporaryDatabase();
    const link = join(temporaryFolder(), 'link.db');
    symlinkSync(path, link);
    writeFileSync(`${path}-staging-left`, '');
    const db = openDatabase(link);
    new RecordingStore(db).stage();
    db.close();
    expect(readdirSync(join(path, '..')).some((name) => name.includes('staging'))).toBe(false);
  });
});

describe('an import', () => {
  it('that is under way has written nothing into the database', () => {
    const { db } = temporaryDatabase();
    const staged = new RecordingStore(db).stage();
    staged.append(events(1000));
    const rows = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(['recordings', 'records', 'payloads'].map(rows)).toEqual([0, 0, 0]);
    staged.settle();
    expect(['recordings', 'records', 'payloads'].map(rows)).toEqual([1, 1000, 1000]);
  });
});

/** A small disk of its own; undefined where mounting is not allowed. */
function mountDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (mounted.status === 0) return folder;
  rmdirSync(folder);
  return undefined;
}

function unmountDisk(folder: string): void {
  spawnSync('umount', ['-l', folder]);
  rmdirSync(folder);
}

const probe = mountDisk(1);
if (probe !== undefined) unmountDisk(probe);

function smallDisk(megabytes: number): { disk: string; db: Database } {
  const disk = mountDisk(megabytes) ?? '';
  onTestFinished(() => unmountDisk(disk));
  const db = openDatabase(join(disk, 'reprise.db'));
  onTestFinished(() => {
    db.close();
  });
  return { disk, db };
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

const megabyte = 1024 * 1024;

/** A file of so many events of a thousand bytes, on another disk. */
function sourceOf(count: number): string {
  const path = join(temporaryFolder(), 'events.jsonl');
  writeFileSync(path, `{"pad":"${'x'.repeat(990)}"}\n`.repeat(count));
  return path;
}

describe.skipIf(probe === undefined)(
  'on a small disk (no mount allowed: skipped) an import',
  () => {
    it.each([
      ['that fills it while it reads', 60_000],
      ['that would fill it when it is moved', 30_000],
    ])('%s gives all of it back, and the next one works', async (_, count) => {
      const { disk, db } = smallDisk(40);
      const before = freeBytes(disk);
      const error = await errorOf(importRecording(db, { source: sourceOf(count), name: 'large' }));
      expect(error.message).toContain('the disk is full');
      expect(before - freeBytes(disk)).toBeLessThan(megabyte);
      expect(db.prepare('SELECT count(*) FROM records').pluck().get()).toBe(0);
      await importRecording(db, { source: sourceOf(2000), name: 'small' });
      expect(new RecordingStore(db).list()).toMatchObject([{ name: 'small', recordCount: 2000 }]);
    });

    it('of payloads that each take a page of their own is refused before anything is moved', async () => {
      const { disk, db } = smallDisk(40);
      const source = join(temporaryFolder(), 'pages.jsonl');
      writeFileSync(source, `{"pad":"${'x'.repeat(2090)}"}\n`.repeat(10_000));
      const before = freeBytes(disk);
      const error = await errorOf(importRecording(db, { source, name: 'a' }));
      expect(error.hint).toMatch(/^Make room: \d.* MiB are needed, and .* MiB are free/);
      expect(before - freeBytes(disk)).toBeLessThan(megabyte);
    });

    it('that fits goes in, though it takes more than half of it', async () => {
      const { db } = smallDisk(80);
      const { recordCount } = await importRecording(db, { source: sourceOf(42_000), name: 'a' });
      expect(recordCount).toBe(42_000);
    });

    it('whose disk others fill while it is moved gives up what waits, and then the rest', async () => {
      const { disk, db } = smallDisk(60);
      const staged = new RecordingStore(db).stage();
      for (let n = 0; n < 20; n++) staged.append(events(1000));
      db.function('fill_disk', () => {
        const size = Math.max(0, freeBytes(disk) - megabyte);
        writeFileSync(join(disk, 'other'), Buffer.alloc(size, 1));
        return 0;
      });
      db.exec(
        `CREATE TEMP TRIGGER others AFTER INSERT ON records WHEN NEW.seq = 5000
       BEGIN SELECT fill_disk(); END`,
      );
      expect(() => staged.settle()).toThrow(/full/);
      staged.discard();
      expect(db.prepare('SELECT count(*) FROM records').pluck().get()).toBe(0);
      expect(db.prepare('SELECT count(*) FROM recordings').pluck().get()).toBe(0);
    });
  },
);
