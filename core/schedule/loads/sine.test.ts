import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countUniform, curveArrivals } from '../curve-arrivals.js';
import { loadOf } from './index.js';
import { type SineStage, sineCurve } from './sine.js';

const stage = (more: Partial<SineStage> = {}): SineStage => ({
  ...{ kind: 'sine', name: 's', meanHz: 100, amplitudeHz: 50, periodS: 60, startAt: 'meanUp' },
  ...{ durationS: 600, arrivals: 'uniform', ...more },
});

/** The rate as the definition says it, by sines of the time, not by angles from the trough. */
function rateAt({ meanHz, amplitudeHz, periodS, startAt }: SineStage, seconds: number): number {
  const lead = { meanUp: 0, peak: 0.25, meanDown: 0.5, trough: 0.75 }[startAt];
  return meanHz + amplitudeHz * Math.sin(2 * Math.PI * (seconds / periodS + lead));
}

/** Simpson's rule over steps so small that its error is far below a millionth of an arrival. */
function integralOf(spec: SineStage, seconds: number): number {
  const steps = 2 * Math.ceil((200 * seconds) / spec.periodS + 50);
  const width = seconds / steps;
  let sum = rateAt(spec, 0) + rateAt(spec, seconds);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * rateAt(spec, i * width);
  return (sum * width) / 3;
}

const timesOf = (spec: SineStage, seed = 1): number[] => [
  ...curveArrivals(sineCurve(spec), spec, { seed, stream: '0/0', firstDue: 0 }),
];

const sines = fc
  .record({
    meanHz: fc.double({ min: 0.01, max: 5000, noNaN: true }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    periodS: fc.double({ min: 0.5, max: 5000, noNaN: true }),
    startAt: fc.constantFrom(
      'meanUp' as const,
      'peak' as const,
      'meanDown' as const,
      'trough' as const,
    ),
    periods: fc.double({ min: 0.05, max: 20, noNaN: true }),
  })
  .map(({ share, periods, ...wave }) =>
    stage({ ...wave, amplitudeHz: wave.meanHz * share, durationS: wave.periodS * periods }),
  );

describe('a sine', () => {
  it.each<[string, Partial<SineStage>, number]>([
    ['whole waves have the mean', {}, 60_000],
    // A P / 2π (1 − cos 2π t/P): half a wave from the mean upwards has A P / π more.
    ['half a wave has its crest more', { durationS: 30 }, Math.ceil(3000 + (50 * 60) / Math.PI)],
    ['half a wave downwards has it less', { durationS: 30, startAt: 'meanDown' }, 2046],
    ['a quarter from the trough', { durationS: 15, startAt: 'trough' }, 1023],
    ['a wave that touches 0/s', { amplitudeHz: 100 }, 60_000],
    ['no swing at all', { amplitudeHz: 0, durationS: 7 }, 700],
    ['its own end', { maxInvocations: 1234 }, 1234],
  ])('counts: %s', (_name, more, count) => {
    const spec = stage(more);
    expect(countUniform(sineCurve(spec), spec, 0)).toBe(count);
    expect(timesOf(spec)).toHaveLength(count);
  });

  it('has its integral where numerical integration of the rate has it', () => {
    fc.assert(
      fc.property(sines, (spec) => {
        const expected = sineCurve(spec).expected(spec.durationS);
        const integral = integralOf(spec, spec.durationS);
        expect(Math.abs(expected - integral)).toBeLessThan(1e-7 * Math.max(1, integral));
      }),
      { numRuns: 40 },
    );
  });

  it('has arrival k where the integral of the rate reaches k, within a microsecond', () => {
    fc.assert(
      fc.property(sines, fc.double({ min: 0, max: 1, noNaN: true }), (spec, share) => {
        const curve = sineCurve(spec);
        const k = Math.floor(share * curve.expected(spec.durationS));
        const seconds = curve.dueUs(k) / 1e6;
        // Where the rate is next to nothing, a millionth of an arrival takes its time.
        const earlier = integralOf(spec, Math.max(0, seconds - 1e-6)) - k;
        const later = integralOf(spec, seconds + 1e-6) - k;
        const tolerance = 1e-8 * Math.max(1, k);
        expect(earlier).toBeLessThanOrEqual(tolerance);
        expect(later).toBeGreaterThanOrEqual(-tolerance);
      }),
      { numRuns: 40 },
    );
  });

  it('has arrivals in order, also where its rate touches 0/s', () => {
    fc.assert(
      fc.property(sines, (spec) => {
        const { meanHz, periodS } = spec;
        const few = {
          ...spec,
          amplitudeHz: meanHz,
          durationS: Math.min(spec.durationS, 3000 / meanHz),
        };
        const times = timesOf({ ...few, periodS: Math.min(periodS, few.durationS) });
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(times.at(-1) ?? 0).toBeLessThanOrEqual(few.durationS * 1e6);
      }),
      { numRuns: 40 },
    );
  });

  it('has, as a Poisson process, exponential gaps on its own clock (Kolmogorov–Smirnov at 0.1%)', () => {
    const spec = stage({ durationS: 120, arrivals: 'poisson' });
    const due = timesOf(spec, 42).map((us) => integralOf(spec, us / 1e6));
    const gaps = due.map((value, i) => value - (due[i - 1] ?? 0)).sort((a, b) => a - b);
    const distance = Math.max(
      ...gaps.map((gap, i) => {
        const cdf = 1 - Math.exp(-gap);
        return Math.max(Math.abs(cdf - i / gaps.length), Math.abs(cdf - (i + 1) / gaps.length));
      }),
    );
    expect(gaps.length).toBeGreaterThan(11_000);
    expect(distance).toBeLessThan(1.95 / Math.sqrt(gaps.length));
  });

  it('sends its own count where chance says how long that takes', () => {
    const spec = stage({
      durationS: Number.POSITIVE_INFINITY,
      arrivals: 'poisson',
      maxInvocations: 250,
    });
    expect(timesOf(spec)).toHaveLength(250);
  });

  it.each<[Partial<SineStage>, number, number]>([
    [{}, 150, 100],
    [{ durationS: 15 }, 150, 150],
    [{ durationS: 5 }, 100 + 50 * Math.sin(Math.PI / 6), 100 + 50 * Math.sin(Math.PI / 6)],
    [{ startAt: 'trough', durationS: 15 }, 100, 100],
    [
      { startAt: 'meanDown', durationS: 44 },
      100 + 50 * Math.sin(2 * Math.PI * (14 / 60)),
      100 + 50 * Math.sin(2 * Math.PI * (14 / 60)),
    ],
    [{ startAt: 'peak', durationS: 1 }, 150, 100 + 50 * Math.cos(Math.PI / 30)],
  ])('knows its highest rate and the one at its end: %j', (more, peakHz, endHz) => {
    const curve = sineCurve(stage(more));
    expect(curve.peakHz).toBeCloseTo(peakHz, 9);
    expect(curve.endHz).toBeCloseTo(endHz, 9);
  });

  it.each<[Partial<SineStage>, string]>([
    [{}, '100/s ± 50/s every 1m'],
    [{ startAt: 'trough', arrivals: 'poisson' }, '100/s ± 50/s poisson every 1m, from trough'],
  ])('says what it is: %j', (more, text) => {
    const spec = stage(more);
    expect(loadOf(spec).text(spec)).toBe(text);
  });
});
