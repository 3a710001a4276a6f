import type { RecordedOutcome } from '../recording/event.js';
import type { RuntimeEvent } from './runtime-event.js';

/** Takes events as they are handed to a runtime. Nothing it does throws or is waited for. */
export interface EventSink {
  /** Takes an event; the function that it returns takes the outcome, once. */
  begin(taken: RuntimeEvent): (outcome: RecordedOutcome) => void;
  /** Resolves when all is written that can be. */
  close(): Promise<void>;
}
