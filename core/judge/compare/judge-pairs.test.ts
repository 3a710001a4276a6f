import { describe, expect, it } from 'vitest';
import { answer, type Behaviour, observe, tolerances } from './answers.fixture.js';
import type { Comparison, MetricName } from './comparison.js';
import { judgePairs } from './judge-pairs.js';
import { PairTable } from './pair-table.js';

/** Judges simulated pairs. */
function judge(
  pairs: number,
  sides: readonly [Behaviour, Behaviour, Behaviour?],
  changes: Parameters<typeof tolerances>[0] = {},
  seed = 1,
): Comparison {
  const { table, responses } = observe(pairs, seed, sides);
  return judgePairs({ table, responses }, tolerances(changes));
}

function verdictsOf({ metrics }: Comparison): Record<string, string> {
  return Object.fromEntries(metrics.map(({ name, verdict }) => [name, verdict]));
}

const noisy = (pair: number, random: () => number): string =>
  `{"total":${pair},"requestId":"${random()}"}`;

describe('a comparison of pairs', () => {
  it('passes what is the same, with enough pairs for every metric', () => {
    const comparison = judge(4500, [{}, {}]);
    expect(comparison.verdict).toBe('pass');
    expect(new Set(Object.values(verdictsOf(comparison)))).toEqual(new Set(['pass']));
    expect(comparison.pairsNeeded).toBeUndefined();
    expect(comparison.warnings).toEqual([]);
  });

  it('fails a slowdown beyond the tolerance, and names it', () => {
    const comparison = judge(1200, [{}, { slowdown: 0.2 }], { metrics: ['latency', 'p50'] });
    expect(verdictsOf(comparison)).toEqual({ latency: 'fail', p50: 'fail' });
    const [latency] = comparison.metrics;
    expect(latency?.estimate).toBeGreaterThan(0.17);
    expect(latency?.estimate).toBeLessThan(0.23);
    expect(latency?.low).toBeGreaterThan(0.1);
    expect(latency?.adjustedPValue).toBeLessThan(0.001);
    expect(comparison.verdict).toBe('fail');
  });

  it('passes a slowdown within the tolerance', () => {
    const comparison = judge(2000, [{}, { slowdown: 0.03 }], { metrics: ['latency'] });
    expect(comparison.verdict).toBe('pass');
  });

  it('passes nothing where a worker was lost, and still fails what is worse', () => {
    const judged = (now: Behaviour): Comparison => {
      const seen = observe(1200, 1, [{}, now]);
      return judgePairs({ ...seen, lostWorkers: 1 }, tolerances({ metrics: ['latency'] }));
    };
    const { verdict, metrics, warnings, pairsNeeded } = judged({});
    expect([verdict, metrics[0]?.limit, pairsNeeded]).toEqual([
      'inconclusive',
      'lostWorker',
      undefined,
    ]);
    expect(warnings).toEqual([{ kind: 'lostWorkers', workers: 1 }]);
    expect(judged({ slowdown: 0.2 }).verdict).toBe('fail');
  });

  it('fails half a per cent more errors, and passes fewer', () => {
    const worse = judge(4000, [{}, { errorShare: 0.005 }], { metrics: ['errors'] });
    expect(worse.metrics[0]).toMatchObject({ verdict: 'fail', old: 0, pairs: 4000 });
    const better = judge(4000, [{ errorShare: 0.005 }, {}], { metrics: ['errors'] });
    expect(better.verdict).toBe('pass');
  });

  it('says how many pairs would tell, and with these it is told', () => {
    const few = judge(300, [{}, {}], { metrics: ['latency', 'p99', 'errors', 'responses'] });
    expect(verdictsOf(few)).toMatchObject({
      p99: 'inconclusive',
      errors: 'inconclusive',
      responses: 'inconclusive',
    });
    const needed = Object.fromEntries(few.metrics.map((each) => [each.name, each.pairsNeeded]));
    // z² / (n + z²) <= 0.001, Wilson's upper bound of none of n, needs n of 3,838 or more.
    expect(needed.errors).toBeGreaterThanOrEqual(3838);
    expect(needed.errors).toBeLessThan(3850);
    expect(needed.p99).toBeGreaterThanOrEqual(1000);
    expect(few.pairsNeeded).toBe(Math.max(...Object.values(needed).map((each) => each ?? 0)));
    const errors = judge(needed.errors ?? 0, [{}, {}], { metrics: ['errors', 'responses'] });
    expect(errors.verdict).toBe('pass');
  });

  it('has no verdict without data', () => {
    const comparison = judgePairs({ table: new PairTable(10, 2) }, tolerances());
    expect(comparison.verdict).toBe('inconclusive');
    expect(comparison.metrics.map(({ estimate }) => estimate)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(comparison.warnings).toEqual([{ kind: 'fewPairs', ended: 0, planned: 10 }]);
  });

  it('warns of throttles and of unknown cold starts', () => {
    const table = new PairTable(100, 2);
    for (let pair = 0; pair < 100; pair++) {
      const kind = pair < 10 ? 'throttled' : 'ok';
      for (const leg of [0, 1]) table.enter(answer({ pair, leg, kind, start: 'unknown' }));
    }
    const { warnings, excluded } = judgePairs({ table }, tolerances({ metrics: ['errors'] }));
    expect(excluded).toEqual({ throttled: 10, notSent: 0 });
    expect(warnings).toEqual([{ kind: 'throttled', pairs: 10, ended: 100 }, { kind: 'noLogTail' }]);
  });
});

describe('a generator that was late', () => {
  const judgeLate = (slowdown: number): Comparison => {
    const seen = observe(1200, 1, [{}, { slowdown }]);
    const isGeneratorLate = true;
    return judgePairs({ ...seen, isGeneratorLate }, tolerances({ metrics: ['latency'] }));
  };

  it('lets no latency pass, and says why instead of asking for more pairs', () => {
    const comparison = judgeLate(0);
    expect(comparison.verdict).toBe('inconclusive');
    expect(comparison.pairsNeeded).toBeUndefined();
    expect(comparison.warnings[0]).toEqual({ kind: 'generatorLate' });
  });

  it('does not excuse what is slower', () => {
    expect(judgeLate(0.3).verdict).toBe('fail');
  });
});

describe('responses', () => {
  const only: { metrics: MetricName[] } = { metrics: ['responses'] };
  const changed = (pair: number, random: () => number): string =>
    noisy(pair, random).replace('"total":', '"total":1');

  it('that differ by themselves are noise, once old was sent twice', () => {
    const comparison = judge(
      4000,
      [{ respond: noisy }, { respond: noisy }, { respond: noisy }],
      only,
    );
    expect(comparison.verdict).toBe('pass');
    expect(comparison.fields).toMatchObject([
      { path: '$.requestId', differs: 4000, noise: 4000, verdict: 'pass' },
    ]);
  });

  it('that differ by themselves fail where nobody knows of it', () => {
    const comparison = judge(100, [{ respond: noisy }, { respond: noisy }], only);
    expect(comparison.verdict).toBe('fail');
    expect(comparison.isNoiseKnown).toBe(false);
    expect(comparison.fields?.[0]?.pValue).toBeUndefined();
  });

  it('fail with the one field that changed', () => {
    const comparison = judge(
      100,
      [{ respond: noisy }, { respond: changed }, { respond: noisy }],
      only,
    );
    expect(comparison.verdict).toBe('fail');
    expect(comparison.fields?.map(({ path, verdict }) => [path, verdict])).toEqual([
      ['$.total', 'fail'],
      ['$.requestId', 'pass'],
    ]);
    expect(comparison.metrics[0]).toMatchObject({ estimate: 1, old: 0, new: 1 });
  });

  it('fail with a field that changed in one pair of a hundred', () => {
    const rarely = (pair: number, random: () => number): string =>
      (pair % 100 === 0 ? changed : noisy)(pair, random);
    const sides = [{ respond: noisy }, { respond: rarely }, { respond: noisy }] as const;
    expect(judge(1500, sides, only).verdict).toBe('fail');
    const few = judge(200, sides, only);
    expect(few.verdict).toBe('inconclusive');
    expect(few.fields?.[0]).toMatchObject({ path: '$.total', differs: 2, verdict: 'inconclusive' });
    // Two fields, p = 2^-d: 2 · 2^-d <= 0.05 takes d = 5.3 pairs, and each takes a hundred to come.
    expect(few.pairsNeeded).toBeGreaterThan(500);
    expect(judge(few.pairsNeeded ?? 0, sides, only).verdict).toBe('fail');
  });
});

describe('a function against itself', () => {
  it('fails no more often than alpha, with no tolerance at all', () => {
    const repetitions = 60;
    let alarms = 0;
    for (let seed = 0; seed < repetitions; seed++) {
      const sometimes = (pair: number, random: () => number): string =>
        `{"pair":${pair},"coin":${random() < 0.3},"rare":${random() < 0.01}}`;
      const side = { errorShare: 0.02, respond: sometimes };
      const strict = { maxSlowdown: 0, maxErrorIncrease: 0 };
      if (judge(250, [side, side, side], strict, seed).verdict === 'fail') alarms++;
    }
    // P(Binomial(60, 0.05) > 7) is 2%.
    expect(alarms).toBeLessThanOrEqual(7);
  });
});
