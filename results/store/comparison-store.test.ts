import { expect, it } from 'vitest';
import { sampleComparison } from '../document/comparison/sample-comparison.fixture.js';
import { sampleMeta } from '../document/sample-run.fixture.js';
import { comparisonWarnings } from '../document/wording/comparison.js';
import { ComparisonStore } from './comparison-store.js';
import { temporaryDatabase } from './database.fixture.js';
import { RunStore } from './run-store.js';

it('gives back what was stored, and the warnings that an earlier version stored as sentences', () => {
  const { db } = temporaryDatabase();
  const { id } = new RunStore(db).start(sampleMeta());
  const store = new ComparisonStore(db);
  const { report } = sampleComparison(120);
  store.save(id, report);
  expect(store.load(id)).toEqual(report);
  db.prepare(
    "UPDATE run_comparisons SET report = json_set(report, '$.comparison.warnings', json(?))",
  ).run('["no log tail came back"]');
  const stored = store.load(id);
  expect(stored && comparisonWarnings(stored)).toEqual(['no log tail came back']);
});
