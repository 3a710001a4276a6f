import { type ExitCode, exitCodes } from '../base/exit-codes.js';
import type { RunBooks, RunStatus } from '../measure/run-books.js';
import type { Operator } from './expectation.js';
import type { Limit } from './limit.js';
import type { Observed, SharesTest, ShareTest, VerdictNote } from './observed.js';

/** Whether one expectation held. `noData` counts as a failure; `inconclusive` is too little data. */
export type VerdictKind = 'pass' | 'fail' | 'noData' | 'inconclusive';

/** What became of one expectation. Plain data, so that it can be stored with its run. */
export interface Verdict {
  /** The expectation as written. */
  text: string;
  verdict: VerdictKind;
  /** What was seen, for a person to read: `results/document/wording` has the words. */
  observed: Observed;
  /** What was seen as a number, in the unit of `limit`; absent without data. */
  value?: number;
  /** How the two are compared; absent where shares are tested. */
  operator?: Operator;
  /**
   * What it was held against: microseconds, MB, a count, a share from 0 to 1, a rate in Hz, US
   * dollars, bytes, bytes per second. 1 where all versions are tested at once.
   */
  limit: number;
  unit: Limit['unit'];
  /** What else is worth saying of it. */
  note?: VerdictNote;
  /** How surprising a share is, where the expectation is tested and not merely compared. */
  test?: ShareTest;
  /** The same of several shares. */
  shares?: SharesTest;
  /** For an expectation over windows: how many were judged and failed, and which was the worst. */
  windows?: { lengthS: number; judged: number; failed: number; fromS: number; toS: number };
}

/** The verdicts that reporters are given: one for each expectation, in the order of the scenario. */
export type JudgedExpectation = Verdict;

/** The run as a whole. `none`: it came to its end, and nothing was expected of it. */
export type RunVerdict = 'pass' | 'fail' | 'inconclusive' | 'none';

/**
 * Fails when an expectation failed or had no data, or when the books do not balance. A run that was
 * cut off has shown less than was asked: it is inconclusive, unless what it did show fails. A run
 * without expectations has shown nothing, and passes nothing.
 */
export function runVerdict(verdicts: readonly Verdict[], books: RunBooks): RunVerdict {
  if (!books.isBalanced) return 'fail';
  if (verdicts.some(({ verdict }) => verdict === 'fail' || verdict === 'noData')) return 'fail';
  const isCutOff = books.status !== 'finished';
  if (isCutOff || verdicts.some(({ verdict }) => verdict === 'inconclusive')) return 'inconclusive';
  return verdicts.length === 0 ? 'none' : 'pass';
}

/** What `reprise run` exits with: how a run ended comes before what it showed. */
export function exitCodeOf(status: RunStatus, verdict: RunVerdict): ExitCode {
  if (status === 'interrupted') return exitCodes.interrupted;
  if (status === 'aborted') return exitCodes.aborted;
  if (verdict === 'fail') return exitCodes.expectationFailed;
  return verdict === 'inconclusive' ? exitCodes.inconclusive : exitCodes.pass;
}
