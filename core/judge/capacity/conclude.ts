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
import { type Bracket, bracketOf, isOnCredit, type StepFinding } from './findings.js';
import { type Knee, kneeOf, topOf } from './knee.js';
import type { SearchEnd } from './search.js';

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
  /** How long a step is to be, and how many answers the objective needs to be judged. */
  steps?: { askedS: number; metric: string; needed: number };
}

/** How it ended: by the search's own decision, or from outside. */
export type CapacityEnd = SearchEnd | 'budget' | 'interrupted' | 'aborted';

/** What a search has found, however it ended. Pure. */
export function conclude(
  question: CapacityQuestion,
  end: CapacityEnd,
  findings: readonly StepFinding[],
  steps: readonly CapacityStep[],
): CapacityReport {
  const { headroom, atLeast, steps: lengths, ...asked } = question;
  const bracket = bracketOf(findings);
  const knee = end === 'found' ? kneeOf(findings, bracket) : undefined;
  const sustainable = sustainableOf(question, bracket, steps, knee);
  const at = sustainable && stepAt(steps, sustainable.level, bracket);
  const [verdict, why = null] = verdictOf(question, end, sustainable);
  return {
    ...{ verdict, why, ...asked, atLeast: atLeast ?? null, sustainable },
    limit: limitOf(end, bracket, steps),
    recommendation: at && sustainable ? recommend(at, sustainable, headroom) : null,
    costPerMillionUsd: at?.costPerMillionUsd ?? null,
    steps: [...steps],
    warnings: [
      ...retriedLater(at ?? undefined, sustainable),
      ...warningsOf(at ?? undefined, bracket, question.precision, steps),
      ...(isNoisy(sustainable, question) ? [{ kind: 'noisySteps' as const }] : []),
      ...longerSteps(lengths, steps),
    ],
  };
}

/** The latest step that held at a level; where the answer lies below what was tried, at the bracket's low end. */
function stepAt(
  steps: readonly CapacityStep[],
  level: number,
  { low }: Bracket,
): CapacityStep | undefined {
  const held = (at: number) =>
    steps.findLast((step) => step.level === at && step.result === 'held');
  return held(level) ?? held(low);
}

function sustainableOf(
  { by, precision }: CapacityQuestion,
  bracket: Bracket,
  steps: readonly CapacityStep[],
  knee: Knee | undefined,
): Sustainable | null {
  const { low, high, ceiling } = bracket;
  const at = stepAt(steps, low, bracket);
  if (!at) return null;
  if (by === 'concurrency') {
    const above = steps.findLast((step) => step.level === high);
    const rateHz = at.reachedHz;
    return { level: low, rateHz, lowHz: rateHz, highHz: above?.reachedHz ?? null };
  }
  if (isOnCredit(bracket) && ceiling) {
    // Chance shall not put the answer above what is let through.
    const level = ceiling.level - 2 * ceiling.errorHz;
    const half = Math.max((ceiling.level * precision) / 2, 2 * ceiling.errorHz);
    return exactly(fourDigits(level), fourDigits(level - half), fourDigits(ceiling.level + half));
  }
  return knee ? likeliest(bracket, steps, knee, precision) : exactly(low, low, high ?? null);
}

function exactly(level: number, lowHz: number, highHz: number | null): Sustainable {
  return { level, rateHz: level, lowHz, highHz };
}

/**
 * The highest level that held, as often as not, and is no higher than the likeliest knee, nor than what
 * can be answered for long; the interval takes in the ends that were measured twice.
 */
function likeliest(
  bracket: Bracket,
  steps: readonly CapacityStep[],
  knee: Knee,
  precision: number,
): Sustainable {
  const { low, high = low, most } = bracket;
  const believable = Math.min(knee.middle * likelihoodSlack, most);
  const levels = [...new Set(steps.map(({ level }) => level))].sort((a, b) => b - a);
  const tried = levels.find((level) => level <= believable && heldMostly(steps, level)) ?? low;
  // Where all that held lies above what can be answered, or far below the knee, the answer is in between.
  const nearest = Math.min(Math.max(knee.low, knee.middle * (1 - precision)), believable);
  const isFar = tried > most || tried < knee.low * (1 - precision);
  const level = isFar ? fourDigits(Math.min(nearest, most)) : tried;
  // What runs differ by is in the interval: levels near the knee that broke, and that held.
  const near = steps.filter((step) => Math.abs(Math.log(step.level / knee.middle)) < nearKnee);
  const of = (result: CapacityStep['result']) =>
    near.filter((step) => step.result === result).map((step) => step.level);
  const lowHz = Math.min(snapped(knee.low, level), ...of('broke'), level);
  const highest = Math.max(snapped(knee.high, high), ...of('held'), high);
  const highHz = Math.max(level, Math.min(highest, topOf(bracket)));
  return exactly(level, fourDigits(lowHz), fourDigits(highHz));
}

/** A measured level, where an end of the interval is as good as that. */
function snapped(end: number, level: number): number {
  return Math.abs(end / level - 1) < sameLevel ? level : end;
}

const sameLevel = 0.003;

/** As a logarithm. */
const nearKnee = 0.1;

/** A grid point more. */
const likelihoodSlack = 1.005;

function fourDigits(level: number): number {
  return Number(level.toPrecision(4));
}

function heldMostly(steps: readonly CapacityStep[], level: number): boolean {
  const of = (result: CapacityStep['result']) =>
    steps.filter((step) => step.level === level && step.result === result).length;
  return of('held') > 0 && of('held') >= of('broke');
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
  if (broken) return bindingLimit(broken, bracket.throughput?.hz);
  const kind = end === 'budget' || end === 'maximum' ? end : 'unknown';
  return { kind, ...none, evidence: { kind: 'none' } };
}

/**
 * The lowest step that broke; or, with the same reason, one further up whose throttles tell more: at
 * the edge there may be too few to say which rule they are of.
 */
function tellingStep(steps: readonly CapacityStep[], { high }: Bracket): CapacityStep | undefined {
  const broken = steps.filter(({ result }) => result === 'broke').sort((a, b) => a.level - b.level);
  const first = high === undefined ? undefined : broken.find(({ level }) => level >= high);
  // A trend alone may be chance: at one level, an objective that failed tells more.
  const isTelling = ({ level, why }: CapacityStep): boolean =>
    level === first?.level && why.some(({ kind }) => kind === 'objective');
  const lowest = broken.find(isTelling) ?? first;
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
  steps: readonly CapacityStep[],
): CapacityWarning[] {
  const thin = at?.verdicts.filter(({ verdict }) => verdict === 'inconclusive') ?? [];
  const { low, ceiling } = bracket;
  const heldAbove = steps.some(({ level, result }) => result === 'held' && level > bracket.most);
  const isAbove = isOnCredit(bracket) && ceiling && ceiling.level * (1 + precision / 4) < low;
  return [
    ...thin.map((verdict) => ({ kind: 'fewSamples' as const, verdict })),
    ...(isAbove ? [{ kind: 'onCredit' as const }] : []),
    ...(heldAbove ? [{ kind: 'aboveThroughput' as const }] : []),
  ];
}

/** More attempts than this for each event are worth a word. */
const someRetries = 1.01;

function retriedLater(
  at: CapacityStep | undefined,
  sustainable: Sustainable | null,
): CapacityWarning[] {
  const attemptsEach = at?.events?.attemptsEach ?? 1;
  if (!sustainable || attemptsEach <= someRetries) return [];
  const rateHz = fourDigits(sustainable.rateHz / attemptsEach);
  return [{ kind: 'retriedLater', attemptsEach, rateHz }];
}

/** The interval is wider than what was asked for, by more than the grid of levels explains. */
function isNoisy(sustainable: Sustainable | null, { by, precision }: CapacityQuestion): boolean {
  if (by === 'concurrency' || sustainable?.highHz == null) return false;
  return sustainable.highHz > sustainable.lowHz * (1 + 2 * precision);
}

function longerSteps(
  lengths: CapacityQuestion['steps'],
  steps: readonly CapacityStep[],
): CapacityWarning[] {
  const longestS = Math.max(0, ...steps.map(({ measureS }) => measureS ?? 0));
  if (!lengths || longestS <= lengths.askedS) return [];
  const { askedS, metric, needed } = lengths;
  return [{ kind: 'longerSteps', askedS, longestS, metric, needed }];
}
