import { describe, expect, it } from 'vitest';
import { comparisonMetricNames } from '../../core/judge/compare/comparison.js';
import type { CompareArgs } from './args.js';
import { readTolerances } from './tolerances.js';

const none = Object.fromEntries(
  ['max-slowdown', 'max-error-increase', 'alpha', 'metric', 'environment-spread'].map((flag) => [
    flag,
    undefined,
  ]),
);

function read(flags: Partial<CompareArgs>, known: { localSpread?: number } = {}) {
  return readTolerances({ ...(none as unknown as CompareArgs), ...flags }, { seed: 3, ...known });
}

describe('what a comparison is held against', () => {
  it('has defaults', () => {
    expect(read({})).toEqual({
      maxSlowdown: 0.1,
      maxErrorIncrease: 0.001,
      alpha: 0.05,
      environmentSpread: 0.2,
      seed: 3,
      metrics: comparisonMetricNames,
    });
  });

  it('takes percentages and shares, and metrics in any order', () => {
    const flags = { 'max-slowdown': '5%', alpha: '0.01', metric: 'errors,latency' };
    expect(read(flags)).toMatchObject({
      maxSlowdown: 0.05,
      alpha: 0.01,
      metrics: ['latency', 'errors'],
    });
  });

  it('knows how unlike the environments of a local Lambda are, unless it is told', () => {
    expect(read({}, { localSpread: 0.05 }).environmentSpread).toBe(0.05);
    expect(read({ 'environment-spread': '3%' }, { localSpread: 0 }).environmentSpread).toBe(0.03);
  });

  it.each([
    [{ 'max-slowdown': 'much' }, '--max-slowdown: "much" is not a percentage'],
    [{ 'environment-spread': 'some' }, '--environment-spread: "some" is not a percentage'],
    [{ alpha: '0.7' }, '--alpha 0.7: this is not between 0 and 0.5'],
    [{ metric: 'speed' }, '--metric: there is no metric "speed"'],
  ])('refuses %j', (flags, message) => {
    expect(() => read(flags)).toThrow(message);
  });
});
