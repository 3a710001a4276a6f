import { describe, expect, it } from 'vitest';
import { Figures } from './figures.js';
import { describeResults, rounded } from './print.js';
import { median, medianRatio } from './statistics.js';
import { judge } from './targets.js';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[], Number.NaN],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('medianRatio', () => {
  it('sets each round against the same round of the other', () => {
    expect(medianRatio([10, 200, 30], [20, 100, 30])).toBe(1);
  });

  it('leaves out rounds that only one of them has', () => {
    expect(medianRatio([10, 20, 1000], [10, 10])).toBe(1.5);
  });
});

function measured(): Figures {
  const figures = new Figures();
  for (const [fast, bare] of [
    [16_000, 20_000],
    [30_000, 30_000],
    [9000, 10_000],
  ] as const) {
    figures.add('fastLane', 'inv/s', fast);
    figures.add('bareSignedLoop', 'inv/s', bare);
  }
  return figures;
}

describe('Figures', () => {
  it('sums each figure up over its rounds', () => {
    expect(measured().results.fastLane).toEqual({
      ...{ median: 16_000, min: 9000, max: 30_000 },
      unit: 'inv/s',
      rounds: 3,
    });
  });

  it('compares by rounds, and says nothing of what was not measured', () => {
    const figures = measured();
    figures.ratio('fastLane', 'bareSignedLoop');
    figures.ratio('fastLane', 'wrk');
    expect(figures.ratios).toEqual({ 'fastLane/bareSignedLoop': 0.9 });
  });
});

describe('judge', () => {
  it.each([
    ['fastLane/bareSignedLoop', 1.41, 'yes: >= 1.4'],
    ['fastLane/bareSignedLoop', 1.39, 'NO: >= 1.4'],
    ['lateness p99 1000/s', 0.4, 'yes: <= 0.4'],
    ['lateness p99 1000/s', 0.41, 'NO: <= 0.4'],
    ['wrk', 1, ''],
  ])('says of %s %d: "%s"', (name, value, said) => {
    expect(judge(name, value)).toBe(said);
  });
});

describe('rounded', () => {
  it.each([
    [0, '0'],
    [0.01234, '0.0123'],
    [1.234, '1.23'],
    [98.76, '98.8'],
    [45_130.4, '45130'],
    [-1.5, '-1.50'],
    [Number.NaN, '-'],
  ])('writes %d as %s', (value, text) => {
    expect(rounded(value)).toBe(text);
  });
});

describe('describeResults', () => {
  it('shows the machine, figures, ratios with their targets, and checks', () => {
    const figures = measured();
    figures.ratio('fastLane', 'bareSignedLoop');
    figures.check('books balance', false, 'planned 10 = 9 ok');
    const { results, ratios, checks } = figures;
    expect(describeResults({ machine: { cores: 2 }, results, ratios, checks })).toEqual([
      'cores: 2',
      '',
      'figure          median    min    max  unit   rounds  target',
      'fastLane         16000   9000  30000  inv/s  3',
      'bareSignedLoop   20000  10000  30000  inv/s  3',
      '',
      'ratio (median of rounds)        target',
      'fastLane/bareSignedLoop   0.90  NO: >= 1.4',
      '',
      'check',
      'books balance  FAILS  planned 10 = 9 ok',
    ]);
  });
});
