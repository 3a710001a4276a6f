import type { EventWindow } from '../../measure/event-window.js';
import { Ledger } from '../../measure/ledger.js';
import type { PlannedWorkload } from '../../measure/run-books.js';
import type { MetricCondition } from '../expectation.js';
import type { Verdict } from '../verdict.js';
import { judgeComparison } from './judge-comparison.js';
import { eventsIn } from './part.js';
import { selectionOf } from './scope.js';
import { WindowJudge } from './window-judge.js';
import { partOfWindow } from './windows.js';

/** The windows of the events of a run, from its start at each call. */
export type EventWindows = (lengthS: number) => Iterable<EventWindow>;

/** Judges a comparison of events over windows of when they should have been sent. One without events is skipped. */
export function judgeEventWindows(
  condition: MetricCondition,
  windows: EventWindows,
  workloads: readonly PlannedWorkload[],
): Verdict {
  const selection = selectionOf(condition.scope, workloads);
  const judge = new WindowJudge(condition, selection, workloads);
  for (const { fromS, toS, events } of windows(condition.windowS ?? 1)) {
    const window = { fromS, toS, ledger: new Ledger() };
    const part = { ...partOfWindow(window, selection, workloads), ...eventsIn(selection, events) };
    const verdict = judgeComparison(condition, part);
    if (verdict.verdict !== 'noData') judge.enter(window, verdict);
  }
  return judge.verdict();
}
