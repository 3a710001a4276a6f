import {
  comparisonMetricNames,
  type MetricName,
  type Tolerances,
} from '../core/judge/compare/comparison.js';
import type { BenchContext } from './benchmark.js';
import { type Case, type CaseResult, caseTable, runCase } from './verdicts/case.js';
import { comparePaired, compareUnpaired, type SimulatedFunction } from './verdicts/simulated.js';
import { versions, type WholeComparison, WholeComparisons } from './verdicts/whole.js';

const alpha = 0.05;
const defaults = {
  ...{ maxSlowdown: 0.1, maxErrorIncrease: 0.001, alpha, metrics: comparisonMetricNames },
  // These functions' environments are all alike.
  environmentSpread: 0,
};
/** Nothing is accepted: what is the same lies at the tolerance itself, where false alarms are likeliest. */
const strict = { ...defaults, maxSlowdown: 0, maxErrorIncrease: 0 };

const same: SimulatedFunction = { slowdown: 0, errorShare: 0.01, changedShare: 0 };
const sound: SimulatedFunction = { ...same, errorShare: 0 };

/**
 * How often a comparison is right: of a function with itself, and with one that is a little worse.
 * Simulated ones judge samples in virtual time; whole ones send every invocation to the local Lambda.
 * `--rounds` is the number of comparisons of a function with itself, 200 by default.
 */
export async function verdicts({
  options,
  workspace,
  figures,
  progress,
}: BenchContext): Promise<void> {
  const repetitions = options.rounds ?? 200;
  const whole = new WholeComparisons(workspace.folder);
  const results: CaseResult[] = [];
  for (const each of [...simulatedCases(repetitions), ...wholeCases(whole, repetitions)]) {
    const result = await runCase(each);
    results.push(result);
    progress(`${titleOf(each)}: ${result.fail} of ${each.repetitions} fail`);
    if (each.expected !== 'same') {
      figures.add(`${titleOf(each)}: found`, '%', (100 * result.found) / each.repetitions);
      continue;
    }
    const share = result.fail / each.repetitions;
    figures.add(`${titleOf(each)}: fails`, '%', share * 100);
    const limit = `${titleOf(each)}: fails in at most ${alpha * 100}%`;
    figures.check(limit, share <= alpha, `${Number((share * 100).toFixed(1))}%`);
  }
  progress(caseTable(results));
}

function titleOf({ name, pairs, tolerances }: Case): string {
  return `${name}, ${pairs} pairs, accepting ${tolerances.maxSlowdown * 100}%`;
}

function simulatedCases(repetitions: number): Case[] {
  const paired = (
    name: string,
    expected: Case['expected'],
    [old, now]: readonly [SimulatedFunction, SimulatedFunction],
    tolerances: Case['tolerances'],
    pairs = 2000,
  ): Case => ({
    ...{ name: `simulated: ${name}`, expected, repetitions, pairs, tolerances },
    compare: (seed) => comparePaired(old, now, pairs, { ...tolerances, seed }),
  });
  const slower = [same, { ...same, slowdown: 0.1 }] as const;
  const failing = [sound, { ...sound, errorShare: 0.005 }] as const;
  const changed = (changedShare: number) => [same, { ...same, changedShare }] as const;
  const latency: readonly MetricName[] = ['latency', 'p50', 'p90', 'p99'];
  return [
    paired('itself', 'same', [same, same], strict, 1200),
    paired('itself', 'same', [same, same], defaults, 1200),
    paired('itself, never failing', 'same', [sound, sound], defaults, 6000),
    paired('10% slower', latency, slower, strict),
    paired('10% slower', latency, slower, { ...defaults, maxSlowdown: 0.05 }),
    paired('0.5% more errors', ['errors'], failing, { ...defaults, metrics: ['errors'] }, 4000),
    paired('one field, always changed', ['responses'], changed(1), defaults),
    paired('one field, changed in 1%', ['responses'], changed(0.01), defaults),
    {
      ...{ name: 'simulated: two runs of itself', expected: 'same', repetitions, pairs: 2000 },
      tolerances: strict,
      compare: (seed) => compareUnpaired(same, same, 2000, { ...strict, seed }),
    },
    {
      ...{ name: 'simulated: two runs, 10% slower', expected: latency, repetitions, pairs: 2000 },
      tolerances: strict,
      compare: (seed) =>
        compareUnpaired(same, { ...same, slowdown: 0.1 }, 2000, { ...strict, seed }),
    },
  ];
}

function wholeCases(comparisons: WholeComparisons, repetitions: number): Case[] {
  const { old, slower, failing, answering, changed } = versions;
  const whole = (
    name: string,
    expected: Case['expected'],
    load: WholeComparison,
    tolerances: Omit<Tolerances, 'seed'>,
    times = Math.max(1, Math.round(repetitions / 10)),
  ): Case => ({
    ...{ name: `over sockets: ${name}`, expected, pairs: load.pairs, tolerances },
    repetitions: times,
    compare: (seed) => comparisons.compare(load, { ...tolerances, seed }),
  });
  const quick = { pairs: 120, rateHz: 400, again: false };
  return [
    whole('itself', 'same', { old, new: old, ...quick }, strict, repetitions),
    whole(
      '10% slower',
      ['latency', 'p50', 'p90'],
      { old, new: slower, ...quick, pairs: 400 },
      strict,
    ),
    whole(
      '0.5% more errors',
      ['errors'],
      { old, new: failing, ...quick, pairs: 3000, rateHz: 1000 },
      { ...defaults, metrics: ['errors'] },
    ),
    whole(
      'one field changed for one payload of three',
      ['responses'],
      { old: answering, new: changed, ...quick, pairs: 100, again: true },
      { ...defaults, metrics: ['responses'] },
    ),
  ];
}
