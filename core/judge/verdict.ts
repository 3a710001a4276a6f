import { type ExitCode, exitCodes } from '../exit-codes.js';
import type { RunBooks, RunStatus } from '../measure/run-books.js';

/** Whether one expectation held. `noData` counts as a failure; `inconclusive` is too little data. */
export type VerdictKind = 'pass' | 'fail' | 'noData' | 'inconclusive';

/** What became of one expectation. */
export interface Verdict {
  /** The expectation as written. */
  text: string;
  verdict: VerdictKind;
  /** What was seen, in words for a person: `280 ms`, `12 of 3,250 (0.37 %)`. */
  observed: string;
  /** What was seen as a number, in the unit of `limit`; absent without data. */
  value?: number;
  /** What it was held against: microseconds, a count, a share from 0 to 1, a rate in Hz, US dollars. */
  limit: number;
  unit: 'us' | 'count' | 'share' | 'hz' | 'usd';
  /** How surprising a share is, where the expectation is tested and not merely compared. */
  test?: { pValue: number; low: number; high: number; invocations: number };
}

/** The run as a whole. */
export type RunVerdict = 'pass' | 'fail' | 'inconclusive';

/**
 * Fails when an expectation failed or had no data, or when the books do not balance. A run that was
 * cut off has shown less than was asked: it is inconclusive, unless what it did show fails. A run
 * without expectations passes by finishing.
 */
export function runVerdict(verdicts: readonly Verdict[], books: RunBooks): RunVerdict {
  if (!books.isBalanced) return 'fail';
  if (verdicts.some(({ verdict }) => verdict === 'fail' || verdict === 'noData')) return 'fail';
  const isCutOff = books.status !== 'finished';
  if (isCutOff || verdicts.some(({ verdict }) => verdict === 'inconclusive')) return 'inconclusive';
  return 'pass';
}

/** What `reprise run` exits with: how a run ended comes before what it showed. */
export function exitCodeOf(status: RunStatus, verdict: RunVerdict): ExitCode {
  if (status === 'interrupted') return exitCodes.interrupted;
  if (status === 'aborted') return exitCodes.aborted;
  if (verdict === 'fail') return exitCodes.expectationFailed;
  return verdict === 'pass' ? exitCodes.pass : exitCodes.inconclusive;
}
