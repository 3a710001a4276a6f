import { expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import { bracketOf, type StepFinding } from './findings.js';
import { kneeOf } from './knee.js';

const held = (...levels: number[]): StepFinding[] =>
  levels.map((level) => ({ level, result: 'held' }));
const broke = (...levels: number[]): StepFinding[] =>
  levels.map((level) => ({ level, result: 'broke' }));

function kneeAt(findings: StepFinding[]) {
  return kneeOf(findings, bracketOf(findings));
}

it('is as narrow as runs that agree, and as wide as runs that do not', () => {
  const agreeing = kneeAt([...held(90, 95, 98, 98, 98), ...broke(102, 102, 102, 110, 120)]);
  expect(agreeing.low).toBeGreaterThan(94);
  expect(agreeing.high).toBeLessThan(106);
  const runs = [...held(73, 78, 84, 76), ...broke(82, 80, 75, 84, 82)];
  const contradicting = kneeAt(runs);
  expect(contradicting.low).toBeLessThan(76);
  expect(contradicting.high).toBeGreaterThan(81);
});

it('is hardly moved by one stall far below', () => {
  const steps = [...held(90, 95, 98, 98, 98), ...broke(102, 102, 102, 110)];
  const stalled = kneeAt([...held(50, 50), ...broke(50), ...steps]);
  expect(stalled.middle / kneeAt(steps).middle).toBeCloseTo(1, 2);
});

it('holds a known knee in its interval about nine times of ten', () => {
  const random = createRandom(1, 'knee');
  let covered = 0;
  for (let round = 0; round < 200; round++) {
    const findings = Array.from({ length: 16 }, (): StepFinding => {
      const level = 80 + 40 * random();
      const noise = 0.03 * Math.log(random() / (1 - random()));
      return { level, result: Math.log(level / 100) + noise > 0 ? 'broke' : 'held' };
    });
    const { low, high } = kneeAt([...held(70, 70), ...findings, ...broke(130, 130)]);
    if (low <= 100 && high >= 100) covered += 1;
  }
  expect(covered).toBeGreaterThanOrEqual(170);
});

it('reaches further down where slow answers come together', () => {
  const steps = [...held(96, 97, 98, 99), ...broke(103, 103, 102)];
  const alone = kneeAt(steps);
  const together = kneeAt(steps.map((step) => ({ ...step, dispersion: 20 })));
  expect(together.low).toBeLessThan(alone.low);
  expect(together.middle).toBeLessThan(alone.middle);
});

it('lies no higher than what is answered for long', () => {
  const throughput = { hz: 100, errorHz: 0.5 };
  const steps = [...held(90, 98, 98), { ...(broke(160)[0] as StepFinding), throughput }];
  expect(kneeAt(steps).high).toBeLessThan(101.3);
});
