import type { RecordedAs } from '../invoke/client.js';
import type { Outcome } from '../invoke/outcome.js';
import type { Arrival } from '../schedule/arrival.js';

/** The only record of one invocation. Times are microseconds since the start of the run. */
export interface Sample {
  arrival: Arrival;
  /** When the request was handed to the network; equal to `answeredUs` for what was never sent. */
  sentUs: number;
  answeredUs: number;
  outcome: Outcome;
  /** What the recording says of its payload; undefined where it says nothing. */
  recordedAs?: RecordedAs | undefined;
  /** Whose invocation it was, where it named a tenant. */
  tenantId?: string | undefined;
  /** The trace that it began. */
  traceId?: string | undefined;
}
