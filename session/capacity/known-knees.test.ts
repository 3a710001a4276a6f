import { describe, expect, it } from 'vitest';
import { knownKnees } from './known-knees.fixture.js';
import { searchSimulated } from './simulated-function.fixture.js';

const knees = knownKnees();
const seeds = [1, 2];

describe('a search in virtual time', () => {
  it.each(knees.map((each) => [`${each.name}, ${each.slo}`, each] as const))(
    'finds the knee of: %s',
    async (_name, { slo, kneeHz, limitHz, limits, search }) => {
      for (const seed of seeds) {
        const { verdict, sustainable, limit } = await searchSimulated({ slo, ...search(seed) });
        const { rateHz = 0, lowHz = 0, highHz } = sustainable ?? {};
        expect(verdict).toBe('pass');
        expect(Math.abs(rateHz / kneeHz - 1)).toBeLessThan(0.1);
        expect(rateHz).toBeLessThanOrEqual(limitHz);
        expect(lowHz).toBeLessThanOrEqual(rateHz);
        expect(highHz ?? rateHz).toBeGreaterThanOrEqual(rateHz);
        expect(limits).toContain(limit.kind);
      }
    },
    300_000,
  );
});

const search = (name: string, seed = 1) => {
  const found = knees.find((each) => each.name.startsWith(name));
  if (!found) throw new Error(`there is no ${name}`);
  return searchSimulated({ slo: found.slo, ...found.search(seed) });
};

describe('the faults that a search once had', () => {
  it('answers the maximum of a function that only started cold, and says that it did', async () => {
    const { sustainable, steps, limit } = await search('cold starts of 4 s, then none');
    expect([sustainable?.rateHz, sustainable?.highHz, limit.kind]).toEqual([160, null, 'maximum']);
    expect(steps[0]?.why.map(({ kind }) => kind)).toContain('coldStarts');
    expect(steps[1]).toMatchObject({ level: 10, result: 'held', warmUpS: 6 });
  });

  it('does not take a saturated function for a saturated generator', async () => {
    const { steps, limit } = await search('M/M/4 of 80/s, from 150/s');
    expect(steps[0]).toMatchObject({ level: 150, result: 'broke' });
    expect(steps.filter(({ result }) => result === 'void')).toEqual([]);
    expect(limit.kind).toBe('throughput');
    expect(Math.abs((limit.value ?? 0) / 80 - 1)).toBeLessThan(0.05);
  });

  it('measures all but the climb for as long as the percentile needs', async () => {
    const { steps, warnings } = await search('soft knee');
    for (const { purpose, measureS, level, verdicts } of steps) {
      if (purpose === 'climb') continue;
      expect(measureS).toBeGreaterThanOrEqual(1000 / level);
      expect(verdicts.map(({ verdict }) => verdict)).not.toContain('inconclusive');
    }
    expect(warnings).toContainEqual(
      expect.objectContaining({ kind: 'longerSteps', askedS: 10, metric: 'p99', needed: 1000 }),
    );
  });
});
