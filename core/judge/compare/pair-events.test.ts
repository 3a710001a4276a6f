import { describe, expect, it } from 'vitest';
import { answer, type Behaviour, observe, tolerances } from './answers.fixture.js';
import type { MetricName } from './comparison.js';
import { judgePairs } from './judge-pairs.js';

const pairs = 600;
const metrics: MetricName[] = ['async.endToEnd', 'async.endToEnd.p50', 'async.failures'];

/** Acceptances that are all alike, and events that behave so. */
function judged(behaviours: readonly [Behaviour, Behaviour], undecided = 0, asked = metrics) {
  const { table } = observe(pairs, 1, [{}, {}]);
  const events = observe(pairs, 2, behaviours);
  for (let pair = 0; pair < undecided; pair++) {
    events.table.enter(answer({ pair, leg: 1, kind: 'aborted', start: 'unknown' }));
  }
  const rules = { metrics: asked, maxErrorIncrease: 0.03, environmentSpread: 0 };
  return judgePairs({ table, events, legRateHz: 25 }, tolerances(rules));
}

const verdictsOf = (...args: Parameters<typeof judged>) =>
  judged(...args).metrics.map(({ verdict }) => verdict);

describe('pairs of events', () => {
  it.each<[string, [Behaviour, Behaviour], string[]]>([
    ['that end alike pass', [{}, {}], ['pass', 'pass', 'pass']],
    ['that end later fail', [{}, { slowdown: 0.4 }], ['fail', 'fail', 'pass']],
    ['of which more fail, fail', [{}, { errorShare: 0.15 }], ['pass', 'pass', 'fail']],
  ])('%s', (_, behaviours, expected) => {
    expect(verdictsOf(behaviours)).toEqual(expected);
  });

  it('with an event that is not decided are left out, are counted, and pass nothing', () => {
    const { metrics: seen, warnings, verdict } = judged([{}, {}], 7);
    expect(verdict).toBe('inconclusive');
    expect(seen.map(({ limit }) => limit)).toEqual(Array(3).fill('undecidedEvents'));
    expect(seen.map(({ pairs: used }) => used)).toEqual(Array(3).fill(pairs - 7));
    expect(warnings).toEqual([{ kind: 'undecidedEvents', pairs: 7, ended: pairs }]);
  });

  it('that end later fail, also where some are not decided', () => {
    expect(verdictsOf([{}, { slowdown: 0.4 }], 7)).toEqual(['fail', 'fail', 'inconclusive']);
  });

  it('that were not followed say nothing of events that are asked for', () => {
    const { table } = observe(pairs, 1, [{}, {}]);
    const { metrics: seen } = judgePairs({ table }, tolerances({ metrics }));
    expect(seen.map(({ verdict, limit }) => [verdict, limit])).toEqual(
      Array(3).fill(['inconclusive', 'notFollowed']),
    );
  });

  it('have McNemar’s table of how they ended, not of their acceptances', () => {
    const { errorPairs } = judged([{}, { errorShare: 1 }]);
    expect(errorPairs).toEqual({ both: 0, onlyFirst: 0, onlySecond: pairs, neither: 0 });
  });

  it('are served by about as many environments as they keep busy, where their log told', () => {
    const queued = { ttfbSlowdown: 0 };
    expect(judged([queued, queued]).environments).toMatchObject({ old: 1, new: 1 });
    const { table } = observe(pairs, 1, [{}, {}]);
    const events = observe(pairs, 2, [queued, queued]);
    const { environments } = judgePairs(
      { table, events, legRateHz: 250 },
      tolerances({ metrics, environmentSpread: 0.2 }),
    );
    expect(environments?.old).toBeGreaterThan(4);
  });
});
