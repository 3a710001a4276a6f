import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpectationSyntaxError, parseExpectation } from './expectation.js';
import { metricNames } from './metrics.js';

describe('an expectation', () => {
  it.each<[string, string, string, number]>([
    ['p99 < 300ms', '<', 'us', 300_000],
    ['p(99)<300', '<', 'us', 300_000],
    ['p( 99.9 ) <= 1.5s', '<=', 'us', 1_500_000],
    ['service.p99.9 < 250us', '<', 'us', 250],
    ['mean != 20', '!=', 'us', 20_000],
    ['avg<1m30s', '<', 'us', 90e6],
    ['  lateness.p99 < 5ms  ', '<', 'us', 5000],
    ['duration.med > 1', '>', 'us', 1000],
    ['init.max <= 800ms', '<=', 'us', 800_000],
    ['throttled == 0', '==', 'count', 0],
    ['throttled === 0', '==', 'count', 0],
    ['functionError < 0.1%', '<', 'share', 0.001],
    ['ok >= 99 %', '>=', 'share', 0.99],
    ['errors < 10k', '<', 'count', 10_000],
    ['coldStarts <= 5%', '<=', 'share', 0.05],
    ['rate >= 95%', '>=', 'share', 0.95],
    ['rate >= 190/s', '>=', 'hz', 190],
    ['cost < $0.10', '<', 'usd', 0.1],
  ])('%j is read', (text, operator, unit, value) => {
    const condition = parseExpectation(text);
    expect(condition).toMatchObject({ kind: 'comparison', text, operator });
    if (condition.kind !== 'comparison') throw new Error('not a comparison');
    expect(condition.limit.unit).toBe(unit);
    expect(condition.limit.value).toBeCloseTo(value, 9);
  });

  it.each<[string, string, number]>([
    ['version 12 is 10%', '12', 0.1],
    ['version 12 is 10% of invocations', '12', 0.1],
    ['version $LATEST is 0.5 %', '$LATEST', 0.005],
  ])('%j is read', (text, version, share) => {
    expect(parseExpectation(text)).toEqual({ kind: 'versionShare', text, version, share });
  });

  it.each<[string, number, string, string]>([
    ['', 1, 'the end is not a metric', 'Write for example'],
    ['99 < 3', 1, '"99" is not a metric', 'Write for example'],
    ['throtled == 0', 1, '"throtled" is not a metric', 'Did you mean throttled?'],
    ['  coldstarts == 0', 3, '"coldstarts" is not a metric', 'Did you mean coldStarts?'],
    ['service < 3ms', 9, '"service" has many values', 'Write service.p99'],
    ['service.p99.9.9 < 3ms', 14, '".9" is not a comparison', 'Write one of'],
    ['service.medain < 3ms', 9, '"medain" is not a metric', 'Write for example'],
    ['p0 < 3ms', 2, '"0" is not a percentile', 'Write p50'],
    ['p(101) < 3ms', 2, '"(101)" is not a percentile', 'Write p50'],
    ['p < 3ms', 3, '"<" is not a percentile', 'Write p50'],
    ['p99 = 3ms', 5, '"=" is not a comparison', 'Write == for equality.'],
    ['p99 =< 3ms', 5, '"=<" is not a comparison', 'Write one of'],
    ['p99', 4, 'the end is not a comparison', 'Write one of'],
    ['p99 <', 6, 'the limit is missing', 'Write a time'],
    ['p99 < 300xs', 7, '"300xs" is not a duration', 'Write a duration'],
    ['p99 < 5%', 7, '"5%" is not a duration', 'Write a duration'],
    ['throttled == none', 14, '"none" is not a number', 'Write a whole number'],
    ['cost < 3 EUR', 8, '"3 EUR" is not an amount', 'Write an amount'],
    ['version twelve is 10%', 9, '"twelve" is not a version', 'Write a number'],
    ['version 12 < 10%', 12, '"<" is not "is"', 'Write: version 12 is 10%'],
    ['version 12 is 10', 15, '"10" is not a percentage', 'Write: version 12 is 10%'],
    ['version 12 is 110%', 15, '110% is more than all', 'Write 100% or less.'],
    ['version 12 is 10% of calls', 19, '"of" is not expected here', 'Write: version 12 is 10%'],
    ['constructor == 0', 1, '"constructor" is not a metric', 'Write for example'],
  ])('%j is refused at column %d', (text, column, problem, hint) => {
    let thrown: unknown;
    try {
      parseExpectation(text);
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof ExpectationSyntaxError)) throw new Error(`accepted: ${String(thrown)}`);
    expect(thrown.column).toBe(column);
    expect(thrown.message).toContain(`"${text}", column ${column}: ${problem}`);
    expect(thrown.hint).toContain(hint);
  });

  it('is either read or refused with a hint, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(...metricNames, 'p', '.', '(', ')', '<', '==', ' ', '%', 'is', '12', '$'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        try {
          parseExpectation(pieces.join(''));
        } catch (error) {
          if (!(error instanceof ExpectationSyntaxError)) throw error;
          expect(error.hint).not.toBe('');
        }
      }),
    );
  });
});
