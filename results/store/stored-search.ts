import type {
  BindingLimit,
  CapacityReport,
  CapacityStep,
  Recommendation,
} from '../../core/judge/capacity/capacity-report.js';
import { dataOf, readVerdict, type StoredVerdict } from './stored-verdicts.js';

/** A search as any version stored it: earlier ones had sentences where this one has data. */
export type StoredSearch = Omit<
  CapacityReport,
  'why' | 'limit' | 'recommendation' | 'steps' | 'warnings'
> & {
  why: CapacityReport['why'] | string;
  limit: BindingLimit | (Omit<BindingLimit, 'evidence'> & { text: string });
  recommendation: Recommendation | (Omit<Recommendation, 'basis'> & { text: string }) | null;
  steps: StoredStep[];
  warnings: (CapacityReport['warnings'][number] | string)[];
};

/** What earlier versions did not keep of a step. */
const unkept = { warmUpS: null, measureS: null, throughput: null, dispersion: null };

type StoredStep = Omit<CapacityStep, 'why' | 'verdicts' | keyof typeof unkept> & {
  why: (CapacityStep['why'][number] | string)[];
  verdicts: StoredVerdict[];
} & Partial<Pick<CapacityStep, keyof typeof unkept>>;

/** The search that was stored. */
export function readStoredSearch(stored: StoredSearch): CapacityReport {
  const { why, limit, recommendation, steps, warnings } = stored;
  return {
    ...stored,
    why: why === null ? null : dataOf(why),
    limit: readLimit(limit),
    recommendation: recommendation && readRecommendation(recommendation),
    steps: steps.map(readStep),
    warnings: warnings.map((warning) => dataOf(warning)),
  };
}

function readLimit(limit: StoredSearch['limit']): BindingLimit {
  if (!('text' in limit)) return limit;
  const { text, ...rest } = limit;
  return { ...rest, evidence: { kind: 'worded', text } };
}

function readRecommendation(
  recommendation: NonNullable<StoredSearch['recommendation']>,
): Recommendation {
  if (!('text' in recommendation)) return recommendation;
  const { text, ...rest } = recommendation;
  return { ...rest, basis: { kind: 'worded', text } };
}

function readStep(step: StoredStep): CapacityStep {
  const why = step.why.map((fault) => dataOf(fault));
  return { ...unkept, ...step, why, verdicts: step.verdicts.map(readVerdict) };
}
