import { normalUpperTail } from './normal.js';

/** Values with how often each was seen, ascending, each value once. */
export interface Counts {
  values: ArrayLike<number>;
  counts: ArrayLike<number>;
}

/** What the test says of two independent samples. */
export interface RankSumTest {
  /** Of the first sample: how many pairs it is the larger in, ties counted half. */
  statistic: number;
  /** Two-sided. */
  pValue: number;
  /** The chance that a value of the second is above one of the first, ties counted half; NaN if empty. */
  secondIsLarger: number;
}

/** Without ties and with no more than this in either sample, the distribution is computed exactly. */
const exactLimit = 50;

/**
 * The Mann–Whitney U test (H. B. Mann, D. R. Whitney, Ann. Math. Statist. 18 (1947) 50–60) of counted
 * values, so that histograms can be compared: values in one slot are ties. Exact for small samples
 * without ties, else the normal approximation with tie correction and continuity correction:
 * scipy's `mannwhitneyu(method='exact' | 'asymptotic')`. With an empty sample the p value is 1.
 */
export function rankSumTest(first: Counts, second: Counts): RankSumTest {
  const { statistic, tieTerm, n1, n2 } = summarize(first, second);
  if (n1 === 0 || n2 === 0) return { statistic, pValue: 1, secondIsLarger: Number.NaN };
  const isExact = tieTerm === 0 && n1 <= exactLimit && n2 <= exactLimit;
  return {
    statistic,
    pValue: isExact ? exactPValue(statistic, n1, n2) : asymptoticPValue(statistic, n1, n2, tieTerm),
    secondIsLarger: 1 - statistic / (n1 * n2),
  };
}

/** Walks both samples upwards at once. */
function summarize(first: Counts, second: Counts) {
  let statistic = 0;
  let tieTerm = 0;
  let n1 = 0;
  let n2 = 0;
  for (let i = 0, j = 0; i < first.values.length || j < second.values.length; ) {
    const a = first.values[i] ?? Number.POSITIVE_INFINITY;
    const b = second.values[j] ?? Number.POSITIVE_INFINITY;
    const count1 = a <= b ? (first.counts[i++] as number) : 0;
    const count2 = b <= a ? (second.counts[j++] as number) : 0;
    statistic += count1 * (n2 + count2 / 2);
    const tied = count1 + count2;
    tieTerm += tied ** 3 - tied;
    n1 += count1;
    n2 += count2;
  }
  return { statistic, tieTerm, n1, n2 };
}

function asymptoticPValue(statistic: number, n1: number, n2: number, tieTerm: number): number {
  const n = n1 + n2;
  const variance = ((n1 * n2) / 12) * (n + 1 - tieTerm / (n * (n - 1)));
  if (!(variance > 0)) return 1;
  const distance = Math.max(0, Math.abs(statistic - (n1 * n2) / 2) - 0.5);
  return Math.min(1, 2 * normalUpperTail(distance / Math.sqrt(variance)));
}

function exactPValue(statistic: number, n1: number, n2: number): number {
  const masses = statisticMasses(n1, n2);
  const smaller = Math.min(statistic, n1 * n2 - statistic);
  let tail = 0;
  for (let u = 0; u <= smaller; u++) tail += masses[u] as number;
  return Math.min(1, 2 * tail);
}

/**
 * P(U = u) by Mann and Whitney's recurrence on which sample the largest value is from; `rows[j]` is
 * the distribution for the current size of the first sample and j of the second.
 */
function statisticMasses(n1: number, n2: number): Float64Array {
  const one = (): Float64Array => {
    const masses = new Float64Array(n1 * n2 + 1);
    masses[0] = 1;
    return masses;
  };
  let rows = Array.from({ length: n2 + 1 }, one);
  for (let i = 1; i <= n1; i++) {
    const next = [one()];
    for (let j = 1; j <= n2; j++) {
      const masses = new Float64Array(n1 * n2 + 1);
      const fewer1 = rows[j] as Float64Array;
      const fewer2 = next[j - 1] as Float64Array;
      for (let u = 0; u <= i * j; u++) {
        const fromFirst = u < j ? 0 : (fewer1[u - j] as number) * i;
        masses[u] = (fromFirst + (fewer2[u] as number) * j) / (i + j);
      }
      next.push(masses);
    }
    rows = next;
  }
  return rows[n2] as Float64Array;
}
