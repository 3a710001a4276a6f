import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../base/random.js';
import type { StepFinding } from './findings.js';
import { type Decision, decide, type SearchSettings } from './search.js';

const settings: SearchSettings = {
  ...{ from: 10, max: 1000, precision: 0.05, isWhole: false, maxSteps: 40 },
};

/** Searches a function that says what it shows at a level. */
function search(
  show: (level: number, nth: number) => Omit<StepFinding, 'level'>,
  changes: Partial<SearchSettings> = {},
): { end: Extract<Decision, { kind: 'end' }>; levels: number[] } {
  const findings: StepFinding[] = [];
  for (;;) {
    const decision = decide({ ...settings, ...changes }, findings);
    if (decision.kind === 'end') return { end: decision, levels: findings.map((f) => f.level) };
    findings.push({ level: decision.level, ...show(decision.level, findings.length) });
  }
}

const upTo = (knee: number) => (level: number) =>
  ({ result: level <= knee ? 'held' : 'broke', isClear: level > knee * 1.05 }) as const;

describe('a search', () => {
  it('doubles, narrows down, and measures both ends again', () => {
    const { end, levels } = search(upTo(100));
    expect(levels.slice(0, 5)).toEqual([10, 20, 40, 80, 160]);
    expect(end).toMatchObject({ why: 'found' });
    const { low, high = 0 } = end.bracket;
    expect(levels.filter((level) => level === low)).toHaveLength(2);
    expect(levels.filter((level) => level === high)).toHaveLength(2);
  });

  it('brackets any knee within its precision, in few steps', () => {
    const knees = fc.double({ min: 1, max: 900, noNaN: true });
    const precisions = fc.double({ min: 0.01, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(knees, precisions, (knee, precision) => {
        const { end, levels } = search(upTo(knee), { precision });
        const { low, high = 0 } = end.bracket;
        expect(end.why).toBe('found');
        expect(low).toBeLessThanOrEqual(knee);
        expect(high).toBeGreaterThan(knee);
        expect(high / low).toBeLessThanOrEqual(1 + precision);
        expect(levels.length).toBeLessThan(24);
      }),
    );
  });

  it('comes near to the knee although one measurement in ten is wrong', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const random = createRandom(seed, 'noise');
        const { end, levels } = search((level) => {
          const isWrong = level > 85 && level < 118 && random() < 0.1;
          return { result: level <= 100 !== isWrong ? 'held' : 'broke', isClear: level >= 118 };
        });
        expect(levels.length).toBeLessThanOrEqual(40);
        expect(['found', 'steps']).toContain(end.why);
        expect(end.bracket.low).toBeGreaterThan(75);
        expect(end.bracket.low).toBeLessThan(125);
      }),
      { numRuns: 300 },
    );
  });

  it('looks around the ceiling that a throttled step showed', () => {
    const ceiling = { level: 50, errorHz: 0, isBucket: false, refused: 50 };
    const { levels } = search((level) => ({
      ...upTo(50)(level),
      ...(level > 50 && { ceiling }),
    }));
    expect(levels).toEqual([10, 20, 40, 80, 49, 51, 51, 49]);
  });

  it('answers the ceiling of a bucket that a step lived on', () => {
    const ceiling = { level: 50, errorHz: 0, isBucket: true, refused: 50 };
    const { end, levels } = search((level) => ({
      ...upTo(56)(level),
      ...(level > 56 && { ceiling }),
    }));
    expect(levels).toEqual([10, 20, 40, 80, 49, 51, 51]);
    expect(end.bracket).toMatchObject({ low: 51, high: 80, ceiling });
  });

  it('measures again at once what hardly broke', () => {
    const { levels, end } = search((level, nth) =>
      nth === 2 ? { result: 'broke' } : upTo(100)(level),
    );
    expect(levels.slice(0, 6)).toEqual([10, 20, 40, 40, 40, 80]);
    expect(end.bracket.low).toBeGreaterThan(95);
  });

  it('ends at its maximum when all holds', () => {
    expect(search(() => ({ result: 'held' }), { max: 50 })).toEqual({
      levels: [10, 20, 40, 50, 50],
      end: { kind: 'end', why: 'maximum', bracket: { low: 50, most: Number.POSITIVE_INFINITY } },
    });
  });

  it('ends with nothing when nothing holds', () => {
    const { end, levels } = search(() => ({ result: 'broke', isClear: true }));
    expect(end).toMatchObject({ why: 'nothing', bracket: { low: 0 } });
    expect(Math.min(...levels)).toBeLessThan(1);
  });

  it('looks no lower where nothing at all is served', () => {
    const { end, levels } = search(() => ({ result: 'broke', isClear: true, isDead: true }));
    expect([end.why, levels]).toEqual(['nothing', [10, 5]]);
  });

  it('ends where the generator can do no more, the second time', () => {
    const { end, levels } = search((level) => ({ result: level > 100 ? 'void' : 'held' }));
    expect(levels).toEqual([10, 20, 40, 80, 160, 160]);
    expect(end).toMatchObject({ why: 'generator', bracket: { low: 80 } });
  });

  it('tries whole numbers only where levels are concurrency', () => {
    const { end, levels } = search(upTo(13), { from: 1, isWhole: true });
    expect(levels.every(Number.isInteger)).toBe(true);
    expect(end.bracket).toMatchObject({ low: 13, high: 14 });
  });

  it('gives up where measurements contradict each other for ever', () => {
    const { end, levels } = search((_, nth) => ({ result: nth % 2 === 0 ? 'held' : 'void' }), {
      maxSteps: 15,
    });
    expect([end.why, levels.length <= 15]).toEqual(['steps', true]);
  });

  it('measures again every break without throttles, however far it is over the limit', () => {
    const { levels } = search((level) => ({ result: level <= 100 ? 'held' : 'broke' }));
    const broken = levels.filter((level) => level > 100);
    for (const level of broken) {
      expect(broken.filter((each) => each === level).length).toBeGreaterThanOrEqual(2);
    }
  });

  it('measures the final upper end at least twice, though it throttled by far', () => {
    const { end, levels } = search((level) => ({
      result: level <= 100 ? 'held' : 'broke',
      isClear: level > 100,
    }));
    expect(levels.filter((level) => level === end.bracket.high).length).toBeGreaterThanOrEqual(2);
  });

  it('forgets one stall: the level holds by the majority of three', () => {
    const { end } = search((level, nth) => (nth === 0 ? { result: 'broke' } : upTo(100)(level)));
    expect(end.bracket.low).toBeGreaterThan(95);
  });

  it('does not count a step that was not warmed up', () => {
    const { levels, end } = search((level, nth) =>
      nth < 2 ? { result: 'broke', isCold: true } : upTo(100)(level),
    );
    expect(levels.slice(0, 4)).toEqual([10, 10, 10, 20]);
    expect(end.bracket.low).toBeGreaterThan(95);
  });

  it('counts it where environments never cease to start', () => {
    const { levels, end } = search((level) => ({
      ...(level > 40 ? { result: 'broke', isCold: true } : { result: 'held' }),
    }));
    expect(levels.slice(0, 6)).toEqual([10, 20, 40, 80, 80, 80]);
    expect(end).toMatchObject({ why: 'found' });
    expect(end.bracket.low).toBeLessThanOrEqual(40);
  });

  it('measures again what stalled, and forgets the stall', () => {
    const { levels, end } = search((level, nth) =>
      nth === 1 || nth === 2 ? { result: 'broke', isStalled: true } : upTo(100)(level),
    );
    expect(levels.slice(0, 5)).toEqual([10, 20, 20, 20, 40]);
    expect(end.bracket.low).toBeGreaterThan(95);
  });

  it('counts stalls where a level stalls all the time', () => {
    const { end, levels } = search((level) => ({
      ...(level > 40 ? { result: 'broke', isStalled: true } : { result: 'held' }),
    }));
    expect(levels.slice(0, 6)).toEqual([10, 20, 40, 80, 80, 80]);
    expect(end.bracket.low).toBeLessThanOrEqual(40);
  });

  it('is not held down by breaks of one low level, where all above it hold', () => {
    const { end } = search((level, nth) => (nth < 2 ? { result: 'broke' } : upTo(100)(level)));
    expect(end.bracket.low).toBeGreaterThan(95);
  });

  it('measures what is answered further up, where a level hardly ever shows it', () => {
    const { end, levels } = search((level, nth) => {
      if (level < 80) return { result: 'held' };
      const isShown = level >= 100 || nth === 3;
      return {
        result: isShown ? 'broke' : 'held',
        ...(isShown && { throughput: { hz: 80, errorHz: level >= 100 ? 0.7 : 3 } }),
      };
    });
    expect(levels.slice(0, 7)).toEqual([10, 20, 40, 80, 80, 80, 100]);
    expect(end.why).toBe('found');
    expect(end.bracket.low).toBeGreaterThan(72);
    expect(end.bracket.low).toBeLessThanOrEqual(80);
  });

  it('weighs what limits let through by how much they refused', () => {
    const ceilings = [
      { level: 50, errorHz: 0, isBucket: true, refused: 400 },
      { level: 43, errorHz: 1, isBucket: true, refused: 20 },
    ];
    const { end } = search((level, nth) => ({
      ...upTo(56)(level),
      ...(level > 56 && { ceiling: ceilings[Math.min(nth - 3, 1)] }),
    }));
    expect(end.bracket.ceiling?.level).toBe(50);
  });
});
