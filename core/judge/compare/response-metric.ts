import { holmAdjusted } from '../statistics/holm.js';
import { mcNemarMoreInSecond } from '../statistics/mcnemar.js';
import type { PairedCounts } from '../statistics/proportions.js';
import type { ComparisonVerdict, FieldComparison, Tolerances } from './comparison.js';
import { shareChange, times } from './error-metric.js';
import type { FieldCounts, FieldTally } from './field-tally.js';
import { emptyMetric, type RawMetric } from './raw-metric.js';

/**
 * Diffy's thresholds (opendiffy/diffy, threshold.relative and threshold.absolute): a field that
 * differs from itself as well must differ from old to new by so much more, relative to both counts
 * and as a share of all pairs.
 */
const relativeThreshold = 0.2;
const absoluteThreshold = 0.0003;

/** A field with the chance of its differing so much more often than by noise, among its like. */
interface TestedField {
  field: FieldCounts;
  /** Adjusted for the number of fields (Holm). */
  pValue: number;
}

/** The responses' metric, and the fields that it is made of. */
export interface ResponseMetric {
  metric: RawMetric;
  /** The fields' verdicts, once it is known by what the metric's p value is to be multiplied. */
  judge: (inflation: number) => FieldComparison[];
}

/**
 * How many more responses differ than by noise. With old sent twice, each field has its own exact
 * one-sided McNemar test: pairs in which it differs from old to new only, against pairs in which it
 * differs from old to old only. Without, every difference counts, and the p value is 0 where there is
 * one. The estimate is the worst field's.
 */
export function responseMetric(
  tally: FieldTally,
  isNoiseKnown: boolean,
  tolerances: Tolerances,
): ResponseMetric {
  const { maxErrorIncrease: tolerance, alpha } = tolerances;
  const tested = testFields(tally.fields(), isNoiseKnown);
  const judge = (inflation: number): FieldComparison[] =>
    tested.map((each) => fieldComparison(each, inflation, isNoiseKnown, tally.compared, alpha));
  const of = { name: 'responses', unit: 'share', tolerance, pairsRequired: 1 } as const;
  if (tally.compared === 0) return { metric: emptyMetric(of), judge };
  // Sorted by how much more often they differ: the first that counts against new is the worst.
  const worst = judge(1).findIndex(({ verdict }) => verdict !== 'pass');
  const counts = tested[worst]?.field.pairs ?? noDifference(tally.compared);
  return {
    judge,
    metric: {
      ...of,
      ...shareChange(counts, alpha),
      pValue: Math.min(1, ...tested.map(({ pValue }) => pValue)),
      pairs: tally.compared,
      old: (counts.both + counts.onlyFirst) / tally.compared,
      new: (counts.both + counts.onlySecond) / tally.compared,
      intervalAt: (factor) => shareChange(times(counts, factor), alpha),
    },
  };
}

function noDifference(pairs: number): PairedCounts {
  return { both: 0, onlyFirst: 0, onlySecond: 0, neither: pairs };
}

/** In the order of the tally: by how much more often they differ than by noise. */
function testFields(fields: readonly FieldCounts[], isNoiseKnown: boolean): TestedField[] {
  const pValues = fields.map(({ differs, pairs }) => {
    if (!isNoiseKnown) return differs > 0 ? 0 : 1;
    return mcNemarMoreInSecond(pairs.onlyFirst, pairs.onlySecond);
  });
  const adjusted = holmAdjusted(pValues);
  return fields.map((field, i) => ({ field, pValue: adjusted[i] as number }));
}

function fieldComparison(
  { field, pValue }: TestedField,
  inflation: number,
  isNoiseKnown: boolean,
  compared: number,
  alpha: number,
): FieldComparison {
  const { path, differs, noise, kinds, examples } = field;
  const adjusted = Math.min(1, pValue * inflation);
  const isWorse = exceedsNoise(field, compared) && adjusted <= alpha;
  return {
    ...{ path, differs, noise, kinds, examples },
    verdict: isWorse ? 'fail' : doubtOf(field),
    ...(isNoiseKnown && { pValue: adjusted }),
  };
}

function exceedsNoise({ differs, noise }: FieldCounts, compared: number): boolean {
  const more = differs - noise;
  return more / (differs + noise) > relativeThreshold && more / compared > absoluteThreshold;
}

/** What old never does to itself cannot be called noise, however seldom it is seen. */
function doubtOf({ differs, noise }: FieldCounts): ComparisonVerdict {
  return noise === 0 && differs > 0 ? 'inconclusive' : 'pass';
}
