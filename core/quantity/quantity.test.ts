import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RepriseError } from '../base/errors.js';
import { parseCount } from './count.js';
import { parseDuration } from './duration.js';
import { parseUsd } from './money.js';
import { parsePercentage } from './percentage.js';
import { parseRate, parseRateOrZero } from './rate.js';
import { parseSpeed } from './speed.js';

function refusal(parse: (text: string) => number, text: string): RepriseError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof RepriseError) return error;
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
}

function accepts(parse: (text: string) => number, table: [string, number][]): void {
  it.each(table)('takes %j as %d', (text, expected) => {
    expect(parse(text)).toBe(expected);
  });
}

function refuses(parse: (text: string) => number, table: [string, string][]): void {
  it.each(table)('refuses %j: %s', (text, message) => {
    const error = refusal(parse, text);
    expect(error.message).toBe(message);
    expect(error.hint).toMatch(/^Write /);
  });
}

describe('parseDuration', () => {
  accepts(parseDuration, [
    ['0', 0],
    ['0s', 0],
    ['500us', 0.0005],
    ['500µs', 0.0005],
    ['500μs', 0.0005],
    ['40ms', 0.04],
    ['3s', 3],
    ['1.5s', 1.5],
    ['.3s', 0.3],
    ['1m.5s', 60.5],
    ['1m30s', 90],
    ['1m 30s', 90],
    ['2h', 7200],
    ['1h30m', 5400],
    ['1d', 86_400],
    ['1d2h3m4s5ms', 93_784.005],
    [' 10s ', 10],
  ]);
  refuses(parseDuration, [
    ['10', '"10" has no unit'],
    ['', '"" is not a duration'],
    ['-5s', '"-5s" is negative'],
    ['5 minutes', '"5 minutes" is not a duration'],
    ['s', '"s" is not a duration'],
    ['1.s', '"1.s" is not a duration'],
    ['1e3s', '"1e3s" is not a duration'],
    ['30s1m', 'the units in "30s1m" are not in order'],
    ['1m1m', 'the units in "1m1m" are not in order'],
    ['Infinity', '"Infinity" is not a duration'],
  ]);

  it('takes every whole number of every unit for exactly that long', () => {
    const unit = fc.constantFrom(['ms', 1000], ['us', 1e6], ['s', 1]) as fc.Arbitrary<
      [string, number]
    >;
    fc.assert(
      fc.property(fc.nat(), unit, (n, [name, perSecond]) => {
        expect(parseDuration(`${n}${name}`)).toBe(n / perSecond);
      }),
    );
  });
});

describe('parseRate', () => {
  accepts(parseRate, [
    ['50', 50],
    ['50/s', 50],
    ['50 / s', 50],
    ['3000/m', 50],
    ['0.5/s', 0.5],
    ['36/h', 0.01],
    ['50/1s', 50],
    ['100/500ms', 200],
    ['10/1m30s', 1 / 9],
  ]);
  refuses(parseRate, [
    ['0', 'a rate of "0" sends nothing'],
    ['0/s', 'a rate of "0/s" sends nothing'],
    ['-5/s', '"-5/s" is negative'],
    ['fast', '"fast" is not a rate'],
    ['', '"" is not a rate'],
    ['5/', '"5/" is not a rate'],
    ['5/0s', '"5/0s" is not a rate: nothing is counted per "0s"'],
    ['5/sec', '"5/sec" is not a rate: nothing is counted per "sec"'],
    ['5/10', '"5/10" is not a rate: nothing is counted per "10"'],
    ['5rps', '"5rps" is not a rate'],
  ]);

  it('takes 0 where a ramp may start', () => {
    expect(parseRateOrZero('0')).toBe(0);
    expect(parseRateOrZero('0/s')).toBe(0);
  });
});

describe('parsePercentage', () => {
  accepts(parsePercentage, [
    ['10%', 0.1],
    ['0%', 0],
    ['100%', 1],
    ['0.5 %', 0.005],
    ['.5%', 0.005],
    ['0.1', 0.1],
    ['1', 1],
  ]);
  refuses(parsePercentage, [
    ['101%', '"101%" is not between 0% and 100%'],
    ['-1%', '"-1%" is not between 0% and 100%'],
    ['ten', '"ten" is not a percentage'],
    ['', '"" is not a percentage'],
  ]);

  it('asks whether 10 means 10%', () => {
    expect(refusal(parsePercentage, '10').hint).toBe('Write 10% if you mean per cent.');
  });
});

describe('parseSpeed', () => {
  accepts(parseSpeed, [
    ['2', 2],
    ['2x', 2],
    ['2X', 2],
    ['0.5x', 0.5],
    ['200%', 2],
    ['50%', 0.5],
    ['1x', 1],
  ]);
  refuses(parseSpeed, [
    ['0x', 'at a speed of "0x" nothing is ever sent'],
    ['-1x', '"-1x" is not a speed'],
    ['fast', '"fast" is not a speed'],
    ['', '"" is not a speed'],
  ]);
});

describe('parseCount', () => {
  accepts(parseCount, [
    ['0', 0],
    ['1000', 1000],
    ['10k', 10_000],
    ['1.5k', 1500],
    ['2M', 2_000_000],
  ]);
  refuses(parseCount, [
    ['-1', '"-1" is negative'],
    ['1.5', '"1.5" is not a whole number'],
    ['99999999999999999999', '"99999999999999999999" is not a whole number'],
    ['many', '"many" is not a number'],
    ['NaN', '"NaN" is not a number'],
    ['', '"" is not a number'],
  ]);
});

describe('parseUsd', () => {
  accepts(parseUsd, [
    ['5', 5],
    ['$5', 5],
    ['0.50', 0.5],
    ['5 USD', 5],
  ]);
  refuses(parseUsd, [
    ['-1', '"-1" is not an amount in US dollars'],
    ['5 EUR', '"5 EUR" is not an amount in US dollars'],
  ]);
});
