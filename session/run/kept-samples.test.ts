import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isKeptAsSlow } from '../../core/measure/sample-keeper.js';
import { temporaryDatabase } from '../../results/store/database.fixture.js';
import { RunStore } from '../../results/store/run-store.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { runScenario } from './run-scenario.js';

const quickstart = join(import.meta.dirname, '../../scenarios/quickstart.yaml');

it('every invocation of a small run is kept, also those that a lane handed on before their second was over', async () => {
  const { db, path: databasePath } = temporaryDatabase();
  const flags = { rate: '300/s', for: '1s' };
  await runScenario(loadScenario(quickstart, { flags }), { databasePath, threads: 0 });
  const store = new RunStore(db);
  const kept = store.samples(store.find('last')).filter((sample) => !isKeptAsSlow(sample));
  expect(kept.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...Array(300).keys()]);
});
