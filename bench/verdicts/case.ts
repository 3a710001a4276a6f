import type { Comparison, MetricName, Tolerances } from '../../core/judge/compare/comparison.js';

/** One line of the table: many comparisons of the same two sides, each with a seed of its own. */
export interface Case {
  name: string;
  /** What is asked of it: hardly ever to fail, or to fail because of these metrics. */
  expected: 'same' | readonly MetricName[];
  repetitions: number;
  pairs: number;
  tolerances: Omit<Tolerances, 'seed'>;
  compare: (seed: number) => Comparison | Promise<Comparison>;
}

/** How often the comparisons of a case ended in what. */
export interface CaseResult {
  of: Case;
  pass: number;
  fail: number;
  inconclusive: number;
  /** Of the failed, how many because of a metric that was to be found. */
  found: number;
}

/** Runs all comparisons of a case, one after the other. */
export async function runCase(of: Case): Promise<CaseResult> {
  const result: CaseResult = { of, pass: 0, fail: 0, inconclusive: 0, found: 0 };
  for (let seed = 0; seed < of.repetitions; seed++) {
    const { verdict, metrics } = await of.compare(seed);
    result[verdict] += 1;
    const failed = metrics.filter((metric) => metric.verdict === 'fail');
    if (of.expected !== 'same' && failed.some(({ name }) => of.expected.includes(name))) {
      result.found += 1;
    }
  }
  return result;
}

/** The results as a Markdown table. */
export function caseTable(results: readonly CaseResult[]): string {
  const rows = results.map(({ of, pass, fail, inconclusive, found }) => {
    const { name, pairs, repetitions, tolerances, expected } = of;
    const accepted = `${percent(tolerances.maxSlowdown)}, ${percent(tolerances.maxErrorIncrease)}`;
    const share = (count: number): string => percent(count / repetitions);
    const power = expected === 'same' ? '' : share(found);
    return [
      name,
      pairs,
      accepted,
      repetitions,
      share(fail),
      power,
      share(inconclusive),
      share(pass),
    ];
  });
  const head = [
    'comparison',
    'pairs',
    'accepted',
    'times',
    'fail',
    'found',
    'inconclusive',
    'pass',
  ];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}
