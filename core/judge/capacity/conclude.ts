import { documentedRates } from '../concurrency/limits.js';
import { bindingLimit, mainReason } from './binding-limit.js';
import type {
  BindingLimit,
  CapacityReason,
  CapacityReport,
  CapacityStep,
  CapacityVerdict,
  CapacityWarning,
  LevelKind,
  Recommendation,
  Sustainable,
} from './capacity-report.js';
import { type Bracket, isOnCredit, type SearchEnd } from './search.js';

const { requestsPerConcurrency } = documentedRates;

/** What was asked, of which the report speaks. */
export interface CapacityQuestion {
  scenario: string;
  function: string;
  by: LevelKind;
  objective: string[];
  /** What must be reached to pass, in the unit of the levels. */
  atLeast?: number;
  precision: number;
  /** Room on top of the peak: 0.2 is 20%. */
  headroom: number;
}

/** How it ended: by the search's own decision, or from outside. */
export type CapacityEnd = SearchEnd | 'budget' | 'interrupted' | 'aborted';

/** What a search has found, however it ended. Pure. */
export function conclude(
  question: CapacityQuestion,
  end: CapacityEnd,
  bracket: Bracket,
  steps: readonly CapacityStep[],
): CapacityReport {
  const { headroom, atLeast, ...asked } = question;
  const sustainable = sustainableOf(question, bracket, steps);
  const at = stepAt(steps, bracket.low);
  const [verdict, why = null] = verdictOf(question, end, sustainable);
  return {
    ...{ verdict, why, ...asked, atLeast: atLeast ?? null, sustainable },
    limit: limitOf(end, bracket, steps),
    recommendation: at && sustainable ? recommend(at, sustainable, headroom) : null,
    costPerMillionUsd: at?.costPerMillionUsd ?? null,
    steps: [...steps],
    warnings: warningsOf(at, bracket, question.precision),
  };
}

function stepAt(steps: readonly CapacityStep[], level: number): CapacityStep | undefined {
  return steps.findLast((step) => step.level === level && step.result === 'held');
}

function sustainableOf(
  { by, precision }: CapacityQuestion,
  bracket: Bracket,
  steps: readonly CapacityStep[],
): Sustainable | null {
  const at = stepAt(steps, bracket.low);
  if (!at) return null;
  const { low, high, ceiling } = bracket;
  if (by === 'concurrency') {
    const above = steps.findLast((step) => step.level === high);
    const rateHz = at.reachedHz;
    return { level: low, rateHz, lowHz: rateHz, highHz: above?.reachedHz ?? null };
  }
  if (!isOnCredit(bracket) || !ceiling) {
    return { level: low, rateHz: low, lowHz: low, highHz: high ?? null };
  }
  const { level } = ceiling;
  return {
    level,
    rateHz: level,
    lowHz: level * (1 - precision / 2),
    highHz: level * (1 + precision / 2),
  };
}

function verdictOf(
  { atLeast }: CapacityQuestion,
  end: CapacityEnd,
  sustainable: Sustainable | null,
): [CapacityVerdict, CapacityReason?] {
  if (atLeast !== undefined && sustainable && sustainable.level >= atLeast) return ['pass'];
  const cut = endings[end];
  if (cut !== undefined) return ['inconclusive', { kind: cut }];
  if (!sustainable) return ['fail', { kind: 'nothingHeld' }];
  if (atLeast === undefined) return ['pass'];
  return end === 'maximum'
    ? ['inconclusive', { kind: 'aboveMaximum' }]
    : ['fail', { kind: 'belowAsked' }];
}

/** The ends that leave the question open. */
const endings = {
  generator: 'generator',
  steps: 'contradiction',
  budget: 'budget',
  interrupted: 'interrupted',
  aborted: 'aborted',
  ...{ found: undefined, maximum: undefined, nothing: undefined },
} as const;

function limitOf(end: CapacityEnd, bracket: Bracket, steps: readonly CapacityStep[]): BindingLimit {
  const none = { value: null, unit: null };
  const broken = tellingStep(steps, bracket);
  if (end === 'generator') {
    const why = steps.findLast(({ result }) => result === 'void')?.why ?? [];
    return { kind: 'generator', ...none, evidence: { kind: 'generator', why } };
  }
  if (broken) return bindingLimit(broken);
  const kind = end === 'budget' || end === 'maximum' ? end : 'unknown';
  return { kind, ...none, evidence: { kind: 'none' } };
}

/**
 * The lowest step that broke; or, with the same reason, one further up whose throttles tell more: at
 * the edge there may be too few to say which rule they are of.
 */
function tellingStep(steps: readonly CapacityStep[], { high }: Bracket): CapacityStep | undefined {
  const broken = steps.filter(({ result }) => result === 'broke').sort((a, b) => a.level - b.level);
  const lowest = broken.find(({ level }) => level === high);
  if (!lowest || lowest.throttledBy?.value != null) return lowest;
  const alike = broken.find(
    (step) => step.throttledBy?.value != null && mainReason(step) === mainReason(lowest),
  );
  return alike ?? lowest;
}

/**
 * Little's law (Little, 1961): arrivals per second × mean time each is busy = what is busy on average.
 * Concurrency must hold the peak, which chance puts above the mean, and some room for what is to come.
 */
function recommend(
  at: CapacityStep,
  { rateHz }: Sustainable,
  headroom: number,
): Recommendation | null {
  if (at.meanServiceUs === null) return null;
  const needed = (rateHz * at.meanServiceUs) / 1e6;
  const peak = Math.max(at.maxInFlight, Math.ceil(needed));
  const forRate = Math.ceil(rateHz / requestsPerConcurrency);
  const concurrency = Math.ceil(Math.max(peak, forRate) * (1 + headroom));
  const basis = {
    ...({ kind: 'measured', rateHz, meanServiceUs: at.meanServiceUs, forRate } as const),
    requestsPerConcurrency,
  };
  return { needed, peak, concurrency, headroom, basis };
}

function warningsOf(
  at: CapacityStep | undefined,
  bracket: Bracket,
  precision: number,
): CapacityWarning[] {
  const thin = at?.verdicts.filter(({ verdict }) => verdict === 'inconclusive') ?? [];
  const { low, ceiling } = bracket;
  const isAbove = isOnCredit(bracket) && ceiling && ceiling.level * (1 + precision / 4) < low;
  return [
    ...thin.map((verdict) => ({ kind: 'fewSamples' as const, verdict })),
    ...(isAbove ? [{ kind: 'onCredit' as const }] : []),
  ];
}
