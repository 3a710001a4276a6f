import { setTimeout as sleep } from 'node:timers/promises';
import { compareFigures, isShort, statusOf } from './compare-figures.js';
import type { MetricSource, Minutes } from './metric-source.js';
import type { OwnFigures, ReconciledScope, Reconciliation } from './reconciliation.js';
import { figuresIn, questionsOf } from './service-figures.js';

/** When metrics count as being all there. Milliseconds since the Unix epoch. */
export interface Pace {
  /** Earlier than this they are never taken to be all there. */
  settledAtMs: number;
  /** Later than this nothing more is to be expected. */
  oldAtMs: number;
  /** Until then they are waited for. */
  deadlineMs: number;
  /** From one reading to the next, in milliseconds. */
  pollMs: number;
}

/** What a reconciler is told, and whom it tells. */
export interface ReconcileControl {
  /** Aborted: ends with what was read last. */
  stop: AbortSignal;
  /** Milliseconds since the Unix epoch. */
  nowMs: () => number;
  /** After each reading but the last. */
  onProgress?: (scopes: readonly ReconciledScope[]) => void;
  /** Ends early when `stop` is aborted. Default: by the machine's timers. */
  pause?: (ms: number, stop: AbortSignal) => Promise<void>;
}

/**
 * Reads the metrics of a run's minutes until they are all there: the run's own invocations are in them,
 * they have not changed since the reading before, and the usual lag is over. At the longest until the
 * pace's deadline.
 */
export async function reconcile(
  own: readonly OwnFigures[],
  source: MetricSource,
  minutes: Minutes,
  pace: Pace,
  { allowedShare }: { allowedShare: number },
  { stop, nowMs, onProgress, pause = wait }: ReconcileControl,
): Promise<Reconciliation> {
  const questions = own.map(questionsOf);
  let metricsRead = 0;
  let before: string | undefined;
  for (;;) {
    const readAtMs = nowMs();
    const scopes = await readScopes(own, source, minutes, stop);
    metricsRead += questions.flat().length;
    const now = JSON.stringify(scopes);
    const isOld = readAtMs >= pace.oldAtMs;
    const isSettled = isOld || (readAtMs >= pace.settledAtMs && now === before);
    const concluded = (settled: boolean): Reconciliation => {
      const status = statusOf(scopes, allowedShare, { isSettled: settled, isOld });
      return { status, ...minutes, readAtMs, metricsRead, allowedShare, scopes };
    };
    const isLast = readAtMs >= pace.deadlineMs || isOld;
    if (isLast || (isSettled && !isShort(scopes))) return concluded(isSettled);
    before = now;
    onProgress?.(scopes);
    await pause(Math.min(pace.pollMs, Math.max(0, pace.deadlineMs - readAtMs)), stop);
    if (stop.aborted) return concluded(false);
  }
}

async function readScopes(
  own: readonly OwnFigures[],
  source: MetricSource,
  minutes: Minutes,
  stop: AbortSignal,
): Promise<ReconciledScope[]> {
  const questions = own.map(questionsOf);
  const values = await source.read(questions.flat(), minutes, stop);
  let at = 0;
  return own.map((figures, i) => {
    const asked = questions[i] ?? [];
    const answers = values.slice(at, at + asked.length);
    at += asked.length;
    return compareFigures(figures, figuresIn(asked, answers));
  });
}

async function wait(ms: number, stop: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: stop }).catch(() => {});
}
