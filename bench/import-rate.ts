import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BenchContext } from './benchmark.js';
import { runCommand } from './load/command.js';
import { lines } from './scaling.js';
import { recordingName } from './workspace.js';

/**
 * `reprise record import` of a JSON Lines file of a million events (ten with `--long`), beside
 * `jq -c . >/dev/null` on the same file in the same round, where jq is installed. Both read every byte
 * of it as JSON; jq prints it again, and the import hashes and stores it.
 */
export async function importRate({
  figures,
  options,
  workspace,
  progress,
}: BenchContext): Promise<void> {
  const events = options.long ? 10_000_000 : 1_000_000;
  const file = join(workspace.folder, 'events.jsonl');
  await pipeline(Readable.from(lines(events)), createWriteStream(file));
  const megabytes = statSync(file).size / 1e6;
  for (let round = 0; round < (options.rounds ?? 3); round++) {
    const database = join(workspace.folder, 'import.db');
    const args = ['record', 'import', file, '--as', recordingName, '--db', database];
    const { tookMs } = await runCommand(args);
    rmSync(database);
    const jqMs = await timeJq(file);
    for (const [name, ms] of [
      ['import', tookMs],
      ['jq -c .', jqMs],
    ] as const) {
      if (ms === undefined) continue;
      figures.add(name, 'records/s', (events * 1000) / ms);
      figures.add(`${name} (bytes)`, 'MB/s', (megabytes * 1000) / ms);
      progress(`${name}: ${(ms / 1000).toFixed(2)} s for ${events} records, ${megabytes} MB`);
    }
  }
  figures.ratio('import', 'jq -c .');
  rmSync(file);
}

/** Undefined where jq is not installed. */
async function timeJq(file: string): Promise<number | undefined> {
  const startedMs = performance.now();
  const child = spawn('jq', ['-c', '.', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = await once(child, 'exit').catch(() => undefined);
  return ended?.[0] === 0 ? performance.now() - startedMs : undefined;
}
