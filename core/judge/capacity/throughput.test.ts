import { expect, it } from 'vitest';
import { bracketOf, type StepFinding } from './findings.js';
import { mostSustained, pooled } from './throughput.js';

it('weighs each by how precise it is', () => {
  expect(pooled([])).toBeUndefined();
  const both = pooled([
    { hz: 78, errorHz: 1 },
    { hz: 84, errorHz: 2 },
  ]);
  expect(both?.hz).toBeCloseTo((78 + 84 / 4) / (1 + 1 / 4), 9);
  expect(both?.errorHz).toBeCloseTo(Math.sqrt(1 / (1 + 1 / 4)), 9);
});

it('answers two standard errors less, unless a backlog slows the function down', () => {
  expect(mostSustained({ hz: 80, errorHz: 1 }, 84)).toBe(78);
  expect(mostSustained({ hz: 50, errorHz: 1 }, 75)).toBe(Number.POSITIVE_INFINITY);
  expect(mostSustained(undefined, 75)).toBe(Number.POSITIVE_INFINITY);
});

it('counts as broken what held above what is answered', () => {
  const throughput = { hz: 80, errorHz: 1 };
  const findings: StepFinding[] = [
    { level: 40, result: 'held' },
    { level: 80, result: 'held' },
    { level: 160, result: 'broke', throughput },
    { level: 160, result: 'broke', throughput },
    { level: 83, result: 'held' },
  ];
  expect(bracketOf(findings)).toMatchObject({ low: 40, high: 80 });
});
