import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bareEnvironment, program, reprise, temporaryFolder } from './cli.fixture.js';

const line = `{"pad":"${'x'.repeat(1000)}"}\n`;

/** Imports from standard input until so many bytes were taken, and kills it then. */
async function killImport(db: string, byteCount: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [program, 'record', 'import', '-', '--as', 'a', '--db', db],
    {
      env: bareEnvironment(),
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const exited = once(child, 'exit');
  child.stdin.on('error', () => {});
  const batch = line.repeat(1000);
  for (let sent = 0; sent < byteCount; sent += batch.length) {
    if (!child.stdin.write(batch)) await once(child.stdin, 'drain');
  }
  child.kill('SIGKILL');
  await exited;
}

describe('an import that is killed', () => {
  it('leaves nothing in the folder but the database, and nothing in that', async () => {
    const folder = temporaryFolder();
    const db = path.join(folder, 'reprise.db');
    const source = path.join(folder, 'few.jsonl');
    writeFileSync(source, line.repeat(3));
    await reprise(['record', 'import', source, '--as', 'kept', '--db', db]);
    for (const megabytes of [10, 30]) await killImport(db, megabytes * 1_000_000);

    const files = readdirSync(folder).filter((name) => !/^reprise\.db(-wal|-shm)?$/.test(name));
    expect(files).toEqual(['few.jsonl']);
    const { stdout } = await reprise(['recordings', '--json', '--db', db]);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'kept', recordCount: 3 }]);
    const again = await reprise(['record', 'import', source, '--as', 'a', '--db', db]);
    expect(again.stdout).toContain('Recorded 3 events');
  }, 60_000);
});
