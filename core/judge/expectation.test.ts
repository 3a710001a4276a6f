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
    ['p99 < .3s', '<', 'us', 300_000],
    ['p99 < .5', '<', 'us', 500],
    ['p.5 > 1m.5s', '>', 'us', 60_500_000],
    ['functionError <= .1%', '<=', 'share', 0.001],
    ['rate >= .5/s', '>=', 'hz', 0.5],
    ['rate <= 105%', '<=', 'share', 1.05],
    ['cost < $.05', '<', 'usd', 0.05],
    ['memory.max < .5GB', '<', 'mb', 512],
    ['memory.max <= 105%', '<=', 'share', 1.05],
    ['ok >= 100%', '>=', 'share', 1],
    ['throttled <= 0', '<=', 'count', 0],
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

  it.each<[string, string, object, number | undefined]>([
    ['p99 of stage("peak") warm < 300ms', 'p99', { stage: 'peak', start: 'warm' }, undefined],
    ['p99 of stage("over \'t\'") < 300ms over 10s', 'p99', { stage: "over 't'" }, 10],
    ['errors of version($LATEST) < 1% over 1m', 'errors', { version: '$LATEST' }, 60],
    [
      'billed.max of function(checkout) workload("a b") cold <= 1s',
      'billed.max',
      { function: 'checkout', workload: 'a b', start: 'cold' },
      undefined,
    ],
    [
      'throttled( CallerRateLimitExceeded ) == 0 over 5s',
      'throttled(CallerRateLimitExceeded)',
      {},
      5,
    ],
    ['memory.p99 < 1.5GB', 'memory.p99', {}, undefined],
    ['ttfb.p99 of version(12) < 200ms over 10s', 'ttfb.p99', { version: '12' }, 10],
    ['stream.bytes.min of warm >= 6MB', 'stream.bytes.min', { start: 'warm' }, undefined],
    ['stream.rate.p50 > 1.5MB/s', 'stream.rate.p50', {}, undefined],
  ])('%j is read with its scope and its window', (text, name, scope, windowS) => {
    const condition = parseExpectation(text);
    if (condition.kind !== 'comparison') throw new Error('not a comparison');
    expect([condition.metric.name, condition.scope]).toEqual([name, scope]);
    expect(condition.windowS).toBe(windowS);
  });

  it('reads the shares of several versions, and of what', () => {
    const text = 'versions are { 11: 90%, 12:10% } of function("checkout")';
    expect(parseExpectation(text)).toEqual({
      kind: 'versionShares',
      text,
      shares: new Map([
        ['11', 0.9],
        ['12', 0.1],
      ]),
      scope: { function: 'checkout' },
    });
    expect(parseExpectation('versions in alias of workload(a)')).toMatchObject({
      kind: 'versionsInAlias',
      scope: { workload: 'a' },
    });
    expect(parseExpectation('version 12 is 10%, not 12%')).toMatchObject({ wrongShare: 0.12 });
  });

  it('knows the names of the scenario that it is of', () => {
    const known = { stage: ['peak', 'calm'], workload: ['orders'], function: ['checkout'] };
    const refused = (text: string) => {
      try {
        parseExpectation(text, known);
      } catch (error) {
        if (error instanceof ExpectationSyntaxError) return error;
      }
      throw new Error(`accepted: ${text}`);
    };
    expect(parseExpectation('p99 of stage("peak") < 1s', known)).toBeDefined();
    const error = refused('p99 of stage("peek") < 1s');
    expect(error.message).toContain('column 14: the scenario has no stage "peek"');
    expect(error.hint).toBe('Did you mean "peak"?');
    expect(refused('p99 of function("stock") < 1s').hint).toBe('There is "checkout".');
  });

  it('points at what is wrong with carets', () => {
    let excerpt = '';
    try {
      parseExpectation('p99 of stage("peak") wram < 300ms');
    } catch (error) {
      if (error instanceof ExpectationSyntaxError) excerpt = error.excerpt;
    }
    expect(excerpt).toBe('p99 of stage("peak") wram < 300ms\n                     ^^^^');
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
    ['stage("peak").p99 < 300ms', 1, 'this is a part of a run', 'Write the metric first'],
    ['version(12).p99 < 300ms', 1, 'this is a part of a run', 'Write the metric first'],
    ['p99 warm < 300ms', 5, '"of" is missing', 'p99 of warm'],
    ['p99 of < 300ms', 8, '"<" is not a part of a run', 'Write for example'],
    ['p99 of stge("a") < 300ms', 8, '"stge("a")" is not a part', 'Did you mean stage?'],
    ['p99 of stage peak < 300ms', 14, '"peak" is not "("', 'Write stage("name")'],
    ['p99 of stage() < 300ms', 14, '")" is not the name of a stage', 'Write stage("name")'],
    ['p99 of version(live) < 1s', 16, '"live" is not a version', 'Write a number'],
    ['p99 of cold warm < 300ms', 13, 'the start is named twice', 'Keep one'],
    ['throttled of version(12) == 0', 11, 'throttled knows of no version', 'Leave out'],
    ['lateness.p99 of cold < 1s', 14, 'lateness.p99 knows of no version', 'Leave out'],
    ['throttled(Reserved) == 0', 11, '"Reserved" is not a reason', 'Write one of'],
    [
      'throttled(CallerRateLimitExceded) == 0',
      11,
      '"CallerRateLimitExceded" is not a reason',
      'Did you mean CallerRateLimitExceeded?',
    ],
    ['p99 < 300ms over', 17, '"" is not a window', 'Write whole seconds'],
    ['p99 < 300ms over 500ms', 18, '"500ms" is not a window', 'Write whole seconds'],
    ['memory.max < 4TB', 14, '"4TB" is not an amount of memory', 'Write megabytes'],
    ['versions 11', 10, '"11" is not "are" or "in"', 'versions in alias'],
    ['versions in live', 13, '"live" is not "alias"', 'versions in alias'],
    ['versions are { 11: 90% }', 16, 'the shares add up to 90%', 'Give every version'],
    ['versions are { 11: 50%, 11: 50% }', 25, '11 stands here twice', 'versions are {'],
    ['versions in alias of cold', 19, 'weights are of all invocations', 'Name a stage'],
    ['version 12 is 10% not 10%', 23, 'this is the right share', 'Write the wrong share'],
    ['P99 < 3ms', 1, '"P99" is not a metric', 'Did you mean p99?'],
    ['P(99.9) < 3ms', 1, '"P(99.9)" is not a metric', 'Did you mean p(99.9)?'],
    ['service.P95 < 3ms', 9, '"P95" is not a metric', 'Did you mean p95?'],
    ['ok >= 101%', 7, '101% is more than all', 'Write a limit'],
    ['errors != 100.5%', 11, '100.5% is more than all', 'Write a limit'],
    ['coldStarts <= 120%', 15, '120% is more than all', 'Write a limit'],
    ['throttled(CallerRateLimitExceeded) < 200%', 38, '200% is more than all', 'Write a limit'],
    ['ok > 100%', 6, 'nothing is more than all', 'Write a limit'],
    ['ok > -1%', 6, '"-1%" is negative', 'Write a count or a percentage'],
    ['throttled == -1', 14, '"-1" is negative', 'Write a count or a percentage'],
    ['throttled < 0', 13, 'nothing is below 0', 'Write a limit'],
    ['errors < 0%', 10, 'nothing is below 0', 'Write a limit'],
    ['p99 < 0ms', 7, 'nothing is below 0', 'Write a limit'],
    ['p99 < -5ms', 7, '"-5ms" is negative', 'Write a time'],
    ['memory.max < -1MB', 14, '"-1MB" is negative', 'Write megabytes'],
    ['rate >= -5/s', 9, '"-5/s" is negative', 'Write a percentage of the rate'],
    ['rate >= -5%', 9, '"-5%" is negative', 'Write a percentage of the rate'],
    ['cost < -$1', 8, '"-$1" is negative', 'Write US dollars'],
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
      fc.constantFrom(
        ...metricNames,
        'of',
        'stage',
        'over',
        'not',
        '{',
        ':',
        'cold',
        'p',
        '.',
        '(',
        ')',
        '<',
        '==',
        ' ',
        '%',
        'is',
        '12',
        '$',
      ),
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

describe('an expectation of a stream', () => {
  it.each<[string, object]>([
    ['ttfb.p99 < 200ms', { unit: 'us', value: 200_000 }],
    ['firstChunk.max < 1s', { unit: 'us', value: 1_000_000 }],
    ['stream.bytes.min >= 6MB', { unit: 'bytes', value: 6 * 1024 * 1024 }],
    ['stream.bytes.min >= 512 KB', { unit: 'bytes', value: 512 * 1024 }],
    ['stream.bytes.max < 100', { unit: 'bytes', value: 100 }],
    ['stream.chunks.min >= 2', { unit: 'count', value: 2 }],
    ['stream.rate.p50 > 2MB/s', { unit: 'bytesPerSecond', value: 2 * 1024 * 1024 }],
  ])('%s has its limit in its own unit', (text, limit) => {
    expect(parseExpectation(text)).toMatchObject({ limit });
  });

  it.each<[string, string]>([
    ['stream.bytes > 6MB', '"stream.bytes" has many values: say which'],
    ['stream.bytes.min > 10%', '"10%" is not an amount of data'],
    ['stream.rate.min > 10MB', '"10MB" is not a rate of data'],
    ['stream.chunks.min > 10%', '"10%"'],
    ['ttfb < 1s', '"ttfb" has many values: say which'],
    ['stream.p99 < 1s', 'is not a metric'],
  ])('%s is refused', (text, message) => {
    expect(() => parseExpectation(text)).toThrow(message);
  });
});
