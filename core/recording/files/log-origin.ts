import { defined } from '../../base/defined.js';
import type { RecordedEvent } from '../event.js';

/** Where and when a log event was written, as far as the source says. */
export interface LogOrigin {
  capturedAtUs?: number | undefined;
  /** `/aws/lambda/checkout`, with the account before it in Insights. */
  logGroup?: string | undefined;
  /** `2026/11/20/[12]0123abc…`: the executed version is in it. */
  logStream?: string | undefined;
}

/** An event with what its log group and stream say, where it does not say so itself. */
export function withOrigin(event: RecordedEvent, origin: LogOrigin): RecordedEvent {
  const { capturedAtUs, logGroup, logStream } = origin;
  const functionName = /\/aws\/lambda\/([\w.-]+)$/.exec(logGroup ?? '')?.[1];
  const executedVersion = /\[(\$LATEST|\d+)\]/.exec(logStream ?? '')?.[1];
  return {
    ...defined({ capturedAtUs, functionName }),
    ...(executedVersion !== undefined && { outcome: { executedVersion } }),
    ...event,
  };
}
