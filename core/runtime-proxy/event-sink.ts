import type { SettleRecord } from '../proxy/recorder.js';
import type { RuntimeEvent } from './runtime-event.js';

/** Takes events as they are handed to a runtime. Nothing it does throws or is waited for. */
export interface EventSink {
  /** Takes an event; the function that it returns takes the outcome, once. */
  begin(taken: RuntimeEvent): SettleRecord;
  /** Resolves when all is written that can be. */
  close(): Promise<void>;
}
