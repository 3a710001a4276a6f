import { defined } from '../../base/defined.js';
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
  ceiling?: AdmittedCeiling;
  throughput?: Throughput;
}

/** What was let through each second while the rest was throttled: a look at the limit itself. */
export interface AdmittedCeiling {
  level: number;
  /** Of a limit on a rate, which is a bucket that starts full; else of one on concurrency. */
  isBucket: boolean;
}

/** The highest level that held, 0 for none, and the lowest above it that broke. */
export interface Bracket {
  low: number;
  high?: number;
  /** The latest. */
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

/** Those that say something of the level: all but what was measured again since it was not warm. */
export function counting(findings: readonly StepFinding[]): StepFinding[] {
  const end = patienceEnds(findings);
  return findings.filter(
    ({ isCold, level }, nth) => !isCold || nth > end || level === findings[end]?.level,
  );
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
  const ceiling = findings.findLast((finding) => finding.ceiling !== undefined)?.ceiling;
  const ends = endsOf(levels, most);
  return {
    low: ends.low,
    ...(Number.isFinite(ends.high) && { high: ends.high }),
    ...{ ...defined({ ceiling, throughput }), most },
  };
}

function endsOf(levels: readonly [number, Tally][], most: number): { low: number; high: number } {
  const broken = levels.filter(
    ([level, { held, broke }]) => broke > held || (level > most && held > 0),
  );
  const high = Math.min(...broken.map(([level]) => level));
  const holding = levels.filter(([level, { held, broke }]) => held > broke && level < high);
  return { low: Math.max(0, ...holding.map(([level]) => level)), high };
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
