import { formatUs } from '../../core/quantity/format.js';
import { isoTime } from '../../core/quantity/iso-time.js';
import type { Recording } from '../../core/recording/store/store.js';

/** When the first record was captured, and how long it is from there to the last. */
export function timeSpan({ firstCapturedAtUs, lastCapturedAtUs }: Recording): string {
  if (firstCapturedAtUs === undefined || lastCapturedAtUs === undefined) return '–';
  return `${isoTime(firstCapturedAtUs)}, over ${formatUs(lastCapturedAtUs - firstCapturedAtUs)}`;
}

/** A recording as the JSON output has it: without the database's own number, times as ISO 8601. */
export function asJson<T extends Recording>({
  id: _,
  createdAtMs,
  firstCapturedAtUs,
  lastCapturedAtUs,
  ...rest
}: T): object {
  return {
    ...rest,
    createdAt: new Date(createdAtMs).toISOString(),
    ...(firstCapturedAtUs !== undefined && { firstCapturedAt: isoTime(firstCapturedAtUs) }),
    ...(lastCapturedAtUs !== undefined && { lastCapturedAt: isoTime(lastCapturedAtUs) }),
  };
}
