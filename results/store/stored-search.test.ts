import { expect, it } from 'vitest';
import { sampleCapacity } from '../document/capacity/sample-capacity.fixture.js';
import { capacityJson } from '../export/capacity-json.js';
import { readStoredSearch, type StoredSearch } from './stored-search.js';

const worded = (text: string) => ({ kind: 'worded', text });

it('reads a search that is stored as data', () => {
  const report = sampleCapacity();
  expect(readStoredSearch(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

it('reads one that an earlier version stored with its sentences, and words it alike', () => {
  const { limit, recommendation, steps, ...rest } = sampleCapacity();
  const { evidence, ...limited } = limit;
  const { basis, ...advice } = recommendation ?? { basis: undefined };
  const stored = {
    ...{ ...rest, why: 'why', warnings: ['warning'] },
    limit: { ...limited, text: 'limit' },
    recommendation: { ...advice, text: 'recommendation' },
    steps: steps.map((step) => ({
      ...step,
      why: step.why.map(() => 'fault'),
      verdicts: step.verdicts.map((verdict) => ({ ...verdict, observed: 'observed' })),
    })),
  } as StoredSearch;
  const report = readStoredSearch(stored);
  expect(report).toMatchObject({
    ...{ why: worded('why'), warnings: [worded('warning')] },
    limit: { evidence: worded('limit') },
    recommendation: { basis: worded('recommendation') },
  });
  const json = JSON.parse(capacityJson(report));
  const { limit: before, recommendation: advised, steps: stepsBefore, why, warnings } = stored;
  expect(json).toMatchObject({ why, warnings, limit: before, recommendation: advised });
  expect(json.steps).toEqual(stepsBefore);
});
