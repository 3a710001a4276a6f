import { expect, it } from 'vitest';
import { sampleCapacity } from '../document/capacity/sample-capacity.fixture.js';
import { capacityJson } from '../export/capacity-json.js';
import { readSearch, type StoredSearch } from './stored-search.js';

const worded = (text: string) => ({ kind: 'worded', text });

it('reads a search that is stored as data', () => {
  const report = sampleCapacity();
  expect(readSearch(JSON.parse(JSON.stringify(report)))).toEqual(report);
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
  const report = readSearch(stored);
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
