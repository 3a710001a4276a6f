import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../../database/temporary.fixture.js';
import { pageBytesOf } from './room.js';

describe('what payloads take in the database', () => {
  it.each([
    [2, 20_000],
    [200, 5000],
    [1000, 2000],
    [2100, 2000],
    [4080, 1000],
    [5000, 1000],
    [100_000, 50],
  ])('is known beforehand within five percent: %i bytes, %i times', (size, count) => {
    const { db, path } = temporaryDatabase();
    const before = Number(db.pragma('page_count', { simple: true }));
    const insert = db.prepare('INSERT INTO payloads (bytes) VALUES (?)');
    db.transaction(() => {
      for (let n = 0; n < count; n++) insert.run(Buffer.alloc(size, 1));
    })();
    db.pragma('wal_checkpoint(TRUNCATE)');
    const grown = statSync(path).size - before * 4096;
    expect((count * pageBytesOf(size)) / grown).toBeGreaterThan(0.95);
    expect((count * pageBytesOf(size)) / grown).toBeLessThan(1.05);
  });
});
