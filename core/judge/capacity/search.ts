import {
  agreement,
  type Bracket,
  bracketOf,
  isBelieved,
  isOnCredit,
  isToBeRepeated,
  isToBeWarmed,
  type StepFinding,
  type Tally,
  tally,
} from './findings.js';
import { kneeOf } from './knee.js';

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

/** Halved this often below its start, a search has looked low enough. */
const mostHalvings = 6;
/** Measurements this near to the knee, as a factor, after which it is as well known as it will be. */
const nearKnee = 1.3;
const mostNearKnee = 14;
/** An interval of the knee of so many times the precision is narrow enough. */
const wide = 2.5;

/**
 * Decides the next measurement from all that came before: doubles while the objective holds, then
 * narrows down, first around the ceiling that a throttled step showed, else at the geometric mean.
 * So that no noisy moment decides, a level that broke is measured again at once unless it throttled by
 * far, and the two ends at last; and where the ends stay uncertain, what lies between them. Pure.
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
  if (isToBeWarmed(findings)) {
    return attempt(last.level, bracket.high === undefined ? 'climb' : 'confirm');
  }
  if (isToBeRepeated(findings)) return attempt(last.level, 'confirm');
  if (isDoubtful(last, levels.get(last.level))) return attempt(last.level, 'confirm');
  if (bracket.high === undefined) return climb(settings, levels, bracket);
  if (bracket.low === 0) {
    const isDead = findings.filter((finding) => finding.isDead).length >= agreement;
    return isDead ? end('nothing', bracket) : descend(settings, bracket, bracket.high);
  }
  return narrow(settings, findings, bracket, bracket.high);
}

/** It broke, but not by far; or it is one against one. What held is measured again at the end only. */
function isDoubtful({ result }: StepFinding, found: Tally | undefined): boolean {
  if (!found || isBelieved(found)) return false;
  return result === 'broke' || found.held === found.broke;
}

function climb(settings: SearchSettings, levels: Map<number, Tally>, bracket: Bracket): Decision {
  const { low } = bracket;
  if (low < settings.max) return attempt(Math.min(low * 2, settings.max), 'climb');
  return isBelieved(levels.get(low)) ? end('maximum', bracket) : attempt(low, 'confirm');
}

function descend(settings: SearchSettings, bracket: Bracket, high: number): Decision {
  const level = ceilingOf(bracket) ?? high;
  const half = rounded(settings, Math.min(high / 2, justBelow(settings, level)));
  const least = settings.isWhole ? 1 : settings.from / 2 ** mostHalvings;
  if (half >= least && half < high) return attempt(half, 'narrow');
  return end('nothing', bracket);
}

/** What a limit lets through, or answers, each second, as far as that was seen. */
function ceilingOf({ ceiling, most }: Bracket): number | undefined {
  return ceiling?.level ?? (Number.isFinite(most) ? most : undefined);
}

/** Levels that a limit makes likely ends; of what is answered at most, itself: it is a careful guess. */
function guessesOf(settings: SearchSettings, { ceiling, most, high = most }: Bracket): number[] {
  if (ceiling) return [justBelow(settings, ceiling.level), justAbove(settings, ceiling.level)];
  return most < high ? [most * justUnder] : [];
}

/** Rounding does not put it above. */
const justUnder = 0.999;

function narrow(
  settings: SearchSettings,
  findings: readonly StepFinding[],
  bracket: Bracket,
  high: number,
): Decision {
  const { low, most } = bracket;
  const isCredit = isOnCredit(bracket);
  // Nothing above what can be answered for long has to be tried.
  const top = Math.min(high, most);
  const saturated = high > most ? toMeasureThroughput(settings, findings, bracket) : undefined;
  if (saturated !== undefined) return attempt(saturated, 'confirm');
  const between = isCredit
    ? undefined
    : levelBetween(settings, low, top, guessesOf(settings, bracket));
  if (between !== undefined) return attempt(between, 'narrow');
  const levels = tally(findings);
  for (const edge of high > most ? [low] : [low, high]) {
    const { measured = 0 } = levels.get(edge) ?? {};
    const isOnce = measured < agreement && !isCredit;
    if (isOnce || !isBelieved(levels.get(edge))) return attempt(edge, 'confirm');
  }
  return isCredit ? end('found', bracket) : settle(settings, findings, bracket);
}

/**
 * What was answered is the answer, and is not known well enough: the level to measure it at. A level that
 * showed a backlog once and then mostly none is too near to the limit to tell; one further up tells.
 */
function toMeasureThroughput(
  { precision, max }: SearchSettings,
  findings: readonly StepFinding[],
  { throughput }: Bracket,
): number | undefined {
  const showing = findings.filter((finding) => finding.throughput !== undefined);
  if (!throughput || showing.length >= mostThroughputs) return undefined;
  if (throughput.errorHz <= (throughput.hz * precision) / 4) return undefined;
  const levels = [...new Set(showing.map(({ level }) => level))].sort((a, b) => a - b);
  const of = (all: readonly StepFinding[], at: number) => all.filter(({ level }) => level === at);
  const isTelling = (at: number) => of(showing, at).length * 2 >= of(findings, at).length;
  const above = Number(((levels.at(-1) ?? max) * furtherUp).toPrecision(4));
  return levels.find(isTelling) ?? (above <= max ? above : undefined);
}

/** A backlog grows by a fifth of what comes. */
const furtherUp = 1.25;

const mostThroughputs = 8;

/** Measures at the likeliest knee until it is known well enough, or as well as so noisy steps allow. */
function settle(
  settings: SearchSettings,
  findings: readonly StepFinding[],
  bracket: Bracket,
): Decision {
  const knee = kneeOf(findings, bracket);
  const isNear = ({ level }: StepFinding): boolean =>
    level < knee.middle * nearKnee && level > knee.middle / nearKnee;
  const likeliest = Math.min(knee.middle, bracket.most);
  const isNarrow = Math.min(knee.high, bracket.most) <= knee.low * (1 + wide * settings.precision);
  // Of what is throttled by far nothing is to be learnt between the ends.
  const isClear = findings.some(({ level, isClear }) => isClear && level === bracket.high);
  const isClose = isClear || bracket.low * (1 + settings.precision / 2) >= likeliest;
  const wasTried = findings.some(
    ({ level }) => level > bracket.low && level < likeliest * (1 + settings.precision / 4),
  );
  if ((isNarrow && (isClose || wasTried)) || findings.filter(isNear).length >= mostNearKnee) {
    return end('found', bracket);
  }
  const tried = findings.map(({ level }) => level);
  const nearest = tried.find(
    (level) =>
      level <= bracket.most && Math.abs(Math.log(level / knee.middle)) < settings.precision / 4,
  );
  return attempt(nearest ?? rounded(settings, likeliest), 'confirm');
}

function levelBetween(
  settings: SearchSettings,
  low: number,
  high: number,
  guesses: readonly number[],
): number | undefined {
  if (high <= low * (1 + settings.precision)) return undefined;
  const margin = 1 + settings.precision / 4;
  const isBetween = (guess: number) => guess > low * margin && guess < high;
  const level = guesses.find(isBetween) ?? Math.sqrt(low * high);
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

function attempt(level: number, purpose: StepPurpose): Decision {
  return { kind: 'try', level, purpose };
}

function end(why: SearchEnd, bracket: Bracket): Decision {
  return { kind: 'end', why, bracket };
}
