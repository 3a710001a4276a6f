import { defined } from '../../base/defined.js';
/** Between which levels a search looks, and how closely. A level is a rate in Hz, or a concurrency. */
export interface SearchSettings {
  /** Tried first. */
  from: number;
  /** Nothing above it is tried. */
  max: number;
  /** How near to each other the ends must come: 0.05 is 5%. */
  precision: number;
  /** Levels are whole numbers. */
  isWhole: boolean;
  /** Measurements after which it gives up. */
  maxSteps: number;
}

/**
 * What one measurement showed: the objective held, or broke; or nothing, since it was the generator
 * that could do no more (`void`).
 */
export type StepResult = 'held' | 'broke' | 'void';

/** One measurement that has ended. */
export interface StepFinding {
  level: number;
  result: StepResult;
  /** It broke by far: no noisy moment did that, and it need not be measured again. */
  isClear?: boolean;
  /** Nothing at all was served: a lower level will hardly change that. */
  isDead?: boolean;
  ceiling?: AdmittedCeiling;
}

/** What was let through each second while the rest was throttled: a look at the limit itself. */
export interface AdmittedCeiling {
  level: number;
  /** Of a limit on a rate, which is a bucket that starts full; else of one on concurrency. */
  isBucket: boolean;
}

/** Why a level is tried: `confirm` measures one again that has been measured before. */
export type StepPurpose = 'climb' | 'narrow' | 'confirm';

/** What comes next. */
export type Decision =
  | { kind: 'try'; level: number; purpose: StepPurpose }
  | { kind: 'end'; why: SearchEnd; bracket: Bracket };

/**
 * `found`: both ends are near enough. `maximum`: all held. `nothing`: nothing held. `generator`: a
 * level that the generator could not produce, twice. `steps`: too many.
 */
export type SearchEnd = 'found' | 'maximum' | 'nothing' | 'generator' | 'steps';

/** The highest level that held, 0 for none, and the lowest above it that broke. */
export interface Bracket {
  low: number;
  high?: number;
  /** The latest. */
  ceiling?: AdmittedCeiling;
}

/** Halved this often below its start, a search has looked low enough. */
const mostHalvings = 6;
/** A level's result is believed when two measurements agree, or by the majority of three. */
const agreement = 2;
const mostMeasurements = 3;

/**
 * Decides the next measurement from all that came before: doubles while the objective holds, then
 * narrows down, first around the ceiling that a throttled step showed, else at the geometric mean.
 * So that no noisy moment decides, a level that hardly broke is measured again at once, and the two
 * ends at last. Pure.
 *
 * A bucket's ceiling at or below what held says that it held on credit: Lambda's rate limits start
 * with a second's worth or more, and a short step may live on that. Then the ceiling is the answer,
 * and nothing nearer to it has to be tried.
 */
export function decide(settings: SearchSettings, findings: readonly StepFinding[]): Decision {
  const levels = tally(findings);
  const bracket = bracketOf(findings);
  const last = findings.at(-1);
  if (!last) return attempt(settings.from, 'climb');
  if (findings.length >= settings.maxSteps) return end('steps', bracket);
  if (last.result === 'void') {
    const { voids = 0 } = levels.get(last.level) ?? {};
    return voids < agreement ? attempt(last.level, 'confirm') : end('generator', bracket);
  }
  if (isDoubtful(last, levels.get(last.level))) return attempt(last.level, 'confirm');
  if (bracket.high === undefined) return climb(settings, levels, bracket);
  if (bracket.low === 0) {
    const isDead = findings.filter((finding) => finding.isDead).length >= agreement;
    return isDead ? end('nothing', bracket) : descend(settings, bracket, bracket.high);
  }
  return narrow(settings, levels, bracket, bracket.high);
}

/** It broke, but not by far; or it is one against one. What held is measured again at the end only. */
function isDoubtful({ result }: StepFinding, found: Tally | undefined): boolean {
  if (!found || isBelieved(found)) return false;
  return result === 'broke' || found.held === found.broke;
}

interface Tally {
  held: number;
  broke: number;
  voids: number;
}

function tally(findings: readonly StepFinding[]): Map<number, Tally> {
  const levels = new Map<number, Tally>();
  for (const { level, result, isClear = false } of findings) {
    const found = levels.get(level) ?? { held: 0, broke: 0, voids: 0 };
    if (result === 'held') found.held += 1;
    else if (result === 'broke') found.broke += isClear ? agreement : 1;
    else found.voids += 1;
    levels.set(level, found);
  }
  return levels;
}

/** What is known so far. */
export function bracketOf(findings: readonly StepFinding[]): Bracket {
  const levels = [...tally(findings)];
  const broken = levels.filter(([, { held, broke }]) => broke > held);
  const high = Math.min(...broken.map(([level]) => level));
  const holding = levels.filter(([level, { held, broke }]) => held > broke && level < high);
  const low = Math.max(0, ...holding.map(([level]) => level));
  const ceiling = findings.findLast((finding) => finding.ceiling !== undefined)?.ceiling;
  return {
    low,
    ...(Number.isFinite(high) && { high }),
    ...defined({ ceiling }),
  };
}

function climb(settings: SearchSettings, levels: Map<number, Tally>, bracket: Bracket): Decision {
  const { low } = bracket;
  if (low < settings.max) return attempt(Math.min(low * 2, settings.max), 'climb');
  return isBelieved(levels.get(low)) ? end('maximum', bracket) : attempt(low, 'confirm');
}

function descend(settings: SearchSettings, bracket: Bracket, high: number): Decision {
  const { level = high } = bracket.ceiling ?? {};
  const half = rounded(settings, Math.min(high / 2, justBelow(settings, level)));
  const least = settings.isWhole ? 1 : settings.from / 2 ** mostHalvings;
  if (half >= least && half < high) return attempt(half, 'narrow');
  return end('nothing', bracket);
}

function narrow(
  settings: SearchSettings,
  levels: Map<number, Tally>,
  bracket: Bracket,
  high: number,
): Decision {
  const { low, ceiling } = bracket;
  const between = isOnCredit(bracket)
    ? undefined
    : levelBetween(settings, low, high, ceiling?.level);
  if (between !== undefined) return attempt(between, 'narrow');
  for (const edge of [low, high]) {
    if (!isBelieved(levels.get(edge))) return attempt(edge, 'confirm');
  }
  return end('found', bracket);
}

/** What held was more than the limit lets through for long. */
export function isOnCredit({ low, ceiling }: Bracket): boolean {
  return ceiling?.isBucket === true && ceiling.level <= low;
}

function levelBetween(
  settings: SearchSettings,
  low: number,
  high: number,
  ceiling: number | undefined,
): number | undefined {
  if (high <= low * (1 + settings.precision)) return undefined;
  const margin = 1 + settings.precision / 4;
  const guesses =
    ceiling === undefined ? [] : [justBelow(settings, ceiling), justAbove(settings, ceiling)];
  const level =
    guesses.find((guess) => guess > low * margin && guess < high / margin) ?? Math.sqrt(low * high);
  const whole = rounded(settings, level);
  return whole > low && whole < high ? whole : undefined;
}

/** So near that, if the one holds and the other breaks, they are near enough to each other. */
function justBelow({ precision }: SearchSettings, ceiling: number): number {
  return ceiling * (1 - precision / 2.5);
}

function justAbove({ precision }: SearchSettings, ceiling: number): number {
  return ceiling * (1 + precision / 2.5);
}

/** Four digits: a rate that can be said, and far finer than any precision that makes sense. */
function rounded({ isWhole }: SearchSettings, level: number): number {
  return isWhole ? Math.round(level) : Number(level.toPrecision(4));
}

function isBelieved(found: Tally | undefined): boolean {
  if (!found) return false;
  const { held, broke } = found;
  return Math.abs(held - broke) >= agreement || held + broke >= mostMeasurements;
}

function attempt(level: number, purpose: StepPurpose): Decision {
  return { kind: 'try', level, purpose };
}

function end(why: SearchEnd, bracket: Bracket): Decision {
  return { kind: 'end', why, bracket };
}
