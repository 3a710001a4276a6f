import type { ImportContext } from './importer.js';
import { findLoggedEvent, type LoggedEvent } from './log-message.js';

/** The event that a log line carries, as `findLoggedEvent` gives it; the line is counted as seen. */
export function readLogLine(
  message: string,
  { lines, seen }: Pick<ImportContext, 'lines' | 'seen'>,
): LoggedEvent {
  const found = findLoggedEvent(message, lines);
  seen.logLine(message, lines);
  return found;
}
