import { defined } from '../../base/defined.js';
import { poolViolators } from './monotone.js';
import { mostSustained, pooled, type Throughput } from './throughput.js';

/**
 * What one measurement showed: the objective held, or broke; or nothing, since it was the generator
 * that could do no more (`void`).
 */
export type StepResult = 'held' | 'broke' | 'void';

/** One measurement that has ended. */
export interface StepFinding {
  level: number;
  result: StepResult;
  /** Throttled by far: no noisy moment did that, and it need not be measured again at once. */
  isClear?: boolean;
  /** Nothing at all was served: a lower level will hardly change that. */
  isDead?: boolean;
  /** It broke because environments started: it was not warmed up. */
  isCold?: boolean;
  /** It broke by a stall: what it showed in a few seconds may have been chance. */
  isStalled?: boolean;
  ceiling?: AdmittedCeiling;
  throughput?: Throughput;
  /** How many slow answers count as one, since they came together; 1 where each was slow by itself. */
  dispersion?: number;
}

/** What was let through each second while the rest was throttled: a look at the limit itself. */
export interface AdmittedCeiling {
  level: number;
  /** Standard error of the level. */
  errorHz: number;
  /** Of a limit on a rate, which is a bucket that starts full; else of one on concurrency. */
  isBucket: boolean;
  /** How many were throttled meanwhile; a few say little of the limit. */
  refused: number;
}

/** The highest level that held, 0 for none, and the lowest above it that broke. */
export interface Bracket {
  low: number;
  high?: number;
  /** The middle one of all, each weighed by how many it refused: a stall distorts single ones. */
  ceiling?: AdmittedCeiling;
  /** Of all steps with a backlog together. */
  throughput?: Throughput;
  /** What is above it did not hold for long, whatever a short step showed; infinite where nothing says so. */
  most: number;
}

/** How often a level held and broke, so far as that counts. */
export interface Tally {
  held: number;
  /** One that broke clearly counts for as many as must agree. */
  broke: number;
  voids: number;
  /** Measurements that said something. */
  measured: number;
}

/** A level's result is believed when two measurements agree, or by the majority of three. */
export const agreement = 2;
const mostMeasurements = 3;

/** A level that environments start at for so many measurements, each warmed up longer, never warms up. */
const patience = 3;

/** Counts what each level showed; what was not warmed up does not count until patience is at its end. */
export function tally(findings: readonly StepFinding[]): Map<number, Tally> {
  const levels = new Map<number, Tally>();
  for (const { level, result, isClear = false } of counting(findings)) {
    const found = levels.get(level) ?? { held: 0, broke: 0, voids: 0, measured: 0 };
    if (result === 'held') found.held += 1;
    else if (result === 'broke') found.broke += isClear ? agreement : 1;
    else found.voids += 1;
    if (result !== 'void') found.measured += 1;
    levels.set(level, found);
  }
  return levels;
}

/**
 * Those that say something of the level: all but what was measured again since it was not warm, or since
 * it stalled, which counts where a level stalls all the time.
 */
export function counting(findings: readonly StepFinding[]): StepFinding[] {
  const end = patienceEnds(findings);
  return findings.filter(
    ({ isCold, isStalled, level }, nth) =>
      !(isCold && nth <= end && level !== findings[end]?.level) &&
      !(isStalled && !alwaysStalls(findings, level)),
  );
}

/** A stall in each of the first measurements of a level, as many as patience has. */
function alwaysStalls(findings: readonly StepFinding[], level: number): boolean {
  const first = findings.filter((finding) => finding.level === level).slice(0, patience);
  return first.length >= patience && first.every(({ isStalled }) => isStalled);
}

/** The latest step stalled, and may not when it is measured again. */
export function isToBeRepeated(findings: readonly StepFinding[]): boolean {
  const last = findings.at(-1);
  return last?.isStalled === true && !alwaysStalls(findings, last.level);
}

/** The measurement, by its place, at which a level showed that it never warms up; infinite for none. */
function patienceEnds(findings: readonly StepFinding[]): number {
  const cold = new Map<number, number>();
  for (const [nth, { isCold, level }] of findings.entries()) {
    if (!isCold) continue;
    const count = (cold.get(level) ?? 0) + 1;
    if (count >= patience) return nth;
    cold.set(level, count);
  }
  return Number.POSITIVE_INFINITY;
}

/** The latest step was not warmed up, and may yet be. */
export function isToBeWarmed(findings: readonly StepFinding[]): boolean {
  return findings.at(-1)?.isCold === true && patienceEnds(findings) === Number.POSITIVE_INFINITY;
}

/** How many times longer than asked for a step warms up: twice as long after each that was not warm. */
export function warmUpFactor(findings: readonly StepFinding[]): number {
  const cold = findings.filter(({ isCold }) => isCold).length;
  return 2 ** Math.min(patience - 1, cold);
}

/**
 * What is known so far. What held above what can be answered for long held only since a short step does
 * not see a queue build up, and counts as broken.
 */
export function bracketOf(findings: readonly StepFinding[]): Bracket {
  const levels = [...tally(findings)];
  const { low: held, high } = endsOf(levels, Number.POSITIVE_INFINITY);
  const throughput = pooled(nearThroughputs(findings, high));
  const most = mostSustained(throughput, held);
  const ceiling = middleOf(findings.flatMap((finding) => finding.ceiling ?? []));
  const ends = endsOf(levels, most);
  return {
    low: ends.low,
    ...(Number.isFinite(ends.high) && { high: ends.high }),
    ...{ ...defined({ ceiling, throughput }), most },
  };
}

function endsOf(levels: readonly [number, Tally][], most: number): { low: number; high: number } {
  const pools = poolViolators(
    levels.map(([level, { held, broke }]) =>
      level > most ? { level, held: 0, broke: held + broke } : { level, held, broke },
    ),
  );
  const broken = pools.findIndex(({ held, broke }) => broke > held);
  const below = pools.slice(0, broken < 0 ? pools.length : broken);
  const holding = below.filter(({ held, broke }) => held > broke).flatMap((pool) => pool.levels);
  const low = Math.max(0, ...holding.filter(({ held }) => held > 0).map(({ level }) => level));
  return { low, high: pools[broken]?.levels[0]?.level ?? Number.POSITIVE_INFINITY };
}

function middleOf(ceilings: readonly AdmittedCeiling[]): AdmittedCeiling | undefined {
  const sorted = [...ceilings].sort((a, b) => a.level - b.level);
  let left = sorted.reduce((sum, { refused }) => sum + refused, 0) / 2;
  return sorted.find(({ refused }) => {
    left -= refused;
    return left <= 0;
  });
}

/** Far above its limit a function may answer less than it can: such steps do not tell. */
const farAbove = 2.5;

function nearThroughputs(findings: readonly StepFinding[], high: number): Throughput[] {
  return findings.flatMap(({ level, throughput }) =>
    throughput && level <= high * farAbove ? [throughput] : [],
  );
}

/** What held was more than the limit lets through for long. */
export function isOnCredit({ low, ceiling }: Bracket): boolean {
  return ceiling?.isBucket === true && ceiling.level <= low;
}

/** Whether a level's result is settled. */
export function isBelieved(found: Tally | undefined): boolean {
  if (!found) return false;
  const { held, broke, measured } = found;
  return Math.abs(held - broke) >= agreement || measured >= mostMeasurements;
}
