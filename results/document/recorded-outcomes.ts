import type { RecordedAs } from '../../core/invoke/client.js';
import { sumOf } from '../../core/measure/fold.js';
import type { Account } from '../../core/measure/run-books.js';
import type { latencyOf } from './run-report.js';

type AnswerOf = ReturnType<typeof latencyOf>;

/** How payloads ended now that had one outcome when they were recorded. */
export interface RecordedOutcome {
  total: number;
  /** `ok`. */
  passNow: number;
  /** `functionError`. */
  failNow: number;
  /** Everything else (throttled, dropped, no answer): says nothing of what the function makes of them. */
  undecided: number;
}

/**
 * Then against now, by the recorded outcome; undefined where no payload had one, and where the answers
 * (`of`) say only that an event was accepted or is valid, not what the function makes of it.
 */
export function recordedOutcomes(
  part: Account,
  of: readonly AnswerOf[],
): Record<RecordedAs, RecordedOutcome> | undefined {
  if (of.some((what) => what !== 'invocation')) return undefined;
  const { ok, failed } = part.recorded;
  const both = { ok: against(ok), failed: against(failed) };
  return both.ok.total + both.failed.total === 0 ? undefined : both;
}

function against(outcomes: Account['outcomes']): RecordedOutcome {
  const total = sumOf(outcomes);
  const { ok: passNow, functionError: failNow } = outcomes;
  return { total, passNow, failNow, undecided: total - passNow - failNow };
}
