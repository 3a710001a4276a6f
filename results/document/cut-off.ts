import type { CutOff } from '../../core/measure/run-books.js';
import { formatCount } from '../../core/quantity/format.js';

/** What the end of a run cut off, for a person: `3 in flight and 120 not yet due`. */
export function cutOffText({ inFlight, neverDue, notRecorded }: CutOff): string {
  const sent = `${formatCount(inFlight)} in flight`;
  if (notRecorded === undefined) return `${sent} and ${formatCount(neverDue)} not yet due`;
  return `${sent} at the last recorded second, and ${formatCount(notRecorded)} sent after it or not sent`;
}
