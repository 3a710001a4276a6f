import type { Tolerances } from '../core/judge/compare/comparison.js';
import { wilsonInterval } from '../core/judge/statistics/proportions.js';
import type { BenchContext } from './benchmark.js';
import { compareNoisy, type NoisySides } from './verdicts/noisy.js';

const alpha = 0.05;
const pairs = 1200;
/** What is really worse in the lines on power. */
const slowdown = 0.2;

const tolerances: Omit<Tolerances, 'seed'> = {
  ...{ maxSlowdown: 0, maxErrorIncrease: 0, alpha, environmentSpread: 0.2 },
  metrics: ['latency', 'p50', 'p90', 'p99'],
};

/** One line of the table. */
interface NoiseCase {
  name: string;
  sides: Omit<NoisySides, 'slowdown' | 'pairs'>;
  maxSlowdown?: number;
}

/** Where environments are not named a metric takes no more from them than is assumed of all. */
const onlyLatency: Omit<Tolerances, 'seed'> = { ...tolerances, metrics: ['latency'] };

/**
 * How often a comparison of a function with itself fails though its noise is not independent, and how often
 * one with a slower version does: environments of unequal speed, named by the log or not, and latencies that
 * wander. Simulated in virtual time with the seeds 0, 1, 2, …; `--rounds` of them, 200 by default.
 */
export async function noise({ options, figures, progress }: BenchContext): Promise<void> {
  const repetitions = options.rounds ?? 200;
  const rows: string[][] = [];
  for (const each of noiseCases()) {
    const alarms = failures(each, 0, repetitions);
    const found = failures(each, slowdown, Math.ceil(repetitions / 4));
    const share = alarms / repetitions;
    const { low, high } = wilsonInterval(alarms, repetitions, alpha);
    const text = `${percent(share)} (${percent(low)} to ${percent(high)})`;
    rows.push([
      each.name,
      percent(each.maxSlowdown ?? 0),
      text,
      percent(found / Math.ceil(repetitions / 4)),
    ]);
    figures.add(`${each.name}: fails`, '%', share * 100);
    figures.check(`${each.name}: fails in at most ${percent(alpha)}`, share <= alpha, text);
    progress(`${each.name}: ${text}`);
  }
  progress(noiseTable(rows));
}

function noiseCases(): NoiseCase[] {
  const alike = { environments: 1, spread: 0, isNamed: false, rho: 0 };
  const counts = [1, 3, 10, 30];
  const spreads = [0.02, 0.05, 0.1, 0.2];
  const unequal = counts.flatMap((environments) =>
    spreads.flatMap((spread) =>
      [true, false].map((isNamed) => ({
        name: `${environments} ${environments === 1 ? 'environment' : 'environments'}, spread ${percent(spread)}${isNamed ? '' : ', not named'}`,
        sides: { ...alike, environments, spread, isNamed },
      })),
    ),
  );
  const wandering = [0.5, 0.9, 0.99].map((rho) => ({
    name: `AR(1), ρ = ${rho}`,
    sides: { ...alike, environments: 30, rho, isNamed: true },
  }));
  const accepting = {
    name: '3 environments, spread 10%',
    sides: { ...alike, environments: 3, spread: 0.1, isNamed: true },
    maxSlowdown: 0.1,
  };
  return [...unequal, ...wandering, accepting];
}

function failures({ sides, maxSlowdown = 0 }: NoiseCase, worse: number, times: number): number {
  let count = 0;
  for (let seed = 0; seed < times; seed++) {
    const judged = { ...(sides.isNamed ? tolerances : onlyLatency), maxSlowdown, seed };
    const { verdict } = compareNoisy({ ...sides, pairs, slowdown: worse }, judged);
    if (verdict === 'fail') count++;
  }
  return count;
}

function noiseTable(rows: readonly string[][]): string {
  const head = [
    'what makes latencies depend on each other',
    'accepted',
    'false FAILs, with their 95% interval',
    `found, ${percent(slowdown)} slower`,
  ];
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}
