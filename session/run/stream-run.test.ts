import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RepriseError } from '../../core/base/errors.js';
import { temporaryDatabase } from '../../results/store/database.fixture.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { streamRun } from './stream-run.js';

const quickstart = join(import.meta.dirname, '../../scenarios/quickstart.yaml');

function start(length: string, changes: object = {}) {
  const flags = { rate: '20/s', for: length, ...changes };
  const { path: databasePath } = temporaryDatabase();
  return streamRun(loadScenario(quickstart, { flags }), { databasePath, threads: 0 });
}

it('a run gives its seconds in order, all of them, and then its result', async () => {
  const run = start('2s');
  const seconds: number[] = [];
  let sent = 0;
  for await (const { second, ledger } of run) {
    seconds.push(second);
    sent += ledger.stages.reduce((sum, stage) => sum + stage.sent, 0);
  }
  const result = await run.result;
  expect(seconds).toEqual(seconds.map((_, at) => at));
  expect(sent).toBe(40);
  expect(result?.report.books.total().sent).toBe(40);
  expect(run.skipped).toBe(0);
});

it('leaving the loop stops the run', async () => {
  const run = start('10m');
  for await (const { second } of run) if (second === 0) break;
  expect((await run.result)?.report.run.status).toBe('interrupted');
});

it('a run that cannot be is thrown into the loop', async () => {
  const run = start('2s', { recording: 'nowhere' });
  const loop = async () => {
    for await (const { second } of run) expect.unreachable(`second ${second}`);
  };
  await expect(loop()).rejects.toThrow(RepriseError);
  await expect(run.result).rejects.toThrow('nowhere');
});
