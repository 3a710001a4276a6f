import { defined } from '../base/defined.js';
import type { ErrorFact, Fact, ReportFact, StartFact } from './fact.js';

/** One time that the function ran, as its log tells it. */
export interface Attempt {
  startMs: number;
  /** Absent: its end was not seen. */
  endMs?: number;
  /** `ended`: nothing says that it failed. */
  result: 'running' | 'ended' | 'failed';
  report?: ReportFact;
  version?: string;
}

/**
 * The attempts of an event in the order in which they began. An execution environment runs one thing
 * at a time, so in one log stream an attempt's end follows its start, and what stands between the two
 * is its own.
 */
export function attemptsIn(facts: readonly Fact[]): Attempt[] {
  const attempts = [...new Set(facts.map(({ place }) => place))].flatMap((place) =>
    attemptsOf(facts.filter((fact) => fact.place === place)),
  );
  return attempts.sort((a, b) => a.startMs - b.startMs);
}

function attemptsOf(facts: readonly Fact[]): Attempt[] {
  const starts = inOrder(facts.filter((fact) => fact.kind === 'start'));
  const reports = inOrder(facts.filter((fact) => fact.kind === 'report'));
  const errors = inOrder(facts.filter((fact) => fact.kind === 'error'));
  const attempts = paired(starts, reports);
  for (const error of errors) blame(attempts, error);
  return attempts;
}

function inOrder<T extends Fact>(facts: readonly T[]): T[] {
  return [...facts].sort((a, b) => a.atMs - b.atMs);
}

/** Each report with the first start before it that has none; a start or a report may not have been seen. */
function paired(starts: readonly StartFact[], reports: readonly ReportFact[]): Attempt[] {
  const open = [...starts];
  const ended = reports.map((report): Attempt => {
    const start = open[0] !== undefined && open[0].atMs <= report.atMs ? open.shift() : undefined;
    return {
      startMs: start?.atMs ?? report.atMs - report.durationMs,
      endMs: report.atMs,
      result: report.hasFailed ? 'failed' : 'ended',
      report,
      ...defined({ version: start?.version }),
    };
  });
  const running = open.map(
    ({ atMs, version }): Attempt => ({ startMs: atMs, result: 'running', ...defined({ version }) }),
  );
  return [...ended, ...running];
}

/** Whose error it is: of the attempt that it was logged in, or of one that nothing else tells of. */
function blame(attempts: Attempt[], { atMs }: ErrorFact): void {
  const within = attempts.find(
    ({ startMs, endMs = Number.POSITIVE_INFINITY, result }) =>
      startMs <= atMs && atMs <= endMs && result !== 'failed',
  );
  const isKnown = attempts.some(
    ({ startMs, endMs = Number.POSITIVE_INFINITY }) => startMs <= atMs && atMs <= endMs,
  );
  if (within) within.result = 'failed';
  else if (!isKnown) attempts.push({ startMs: atMs, endMs: atMs, result: 'failed' });
}
