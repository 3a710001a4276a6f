import type { Outcome } from './outcome.js';

/** What an invocation's end is told to. */
export type Settle = (outcome: Outcome) => void;

/**
 * Calls `settle` from within a client's own callback. What it throws is a defect of its own: the
 * client would take it for a failed request and hide it, so it is thrown where nothing catches it.
 */
export function settleWith(settle: Settle, outcome: Outcome): void {
  try {
    settle(outcome);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
