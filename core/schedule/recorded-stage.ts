import type { RecordedStage } from './plan-spec.js';

/** A record's turn: which one, and when. */
export interface RecordedArrival {
  /** Position in the recording. */
  record: number;
  /** Microseconds since the start of the stage. */
  atUs: number;
}

/**
 * The recording's own timing, `speed` times as fast: each record once, at its capture time. Long
 * silences are cut to `maxGapS`; a time before its predecessor's counts as the same time.
 */
export function* recordedArrivals(
  stage: RecordedStage,
  captureTimesUs: Iterable<number>,
): Generator<RecordedArrival> {
  const maxGapUs = (stage.maxGapS ?? Number.POSITIVE_INFINITY) * 1e6;
  const endUs = (stage.durationS ?? Number.POSITIVE_INFINITY) * 1e6;
  const limit = stage.maxInvocations ?? Number.POSITIVE_INFINITY;
  let record = 0;
  let previousUs = 0;
  // Gaps that were cut, added up: times are computed from the record's own, so that none drifts.
  let cutUs = 0;
  for (const capturedUs of captureTimesUs) {
    const timeUs = Math.max(capturedUs, previousUs);
    cutUs += Math.max(0, timeUs - previousUs - maxGapUs);
    previousUs = timeUs;
    const atUs = (timeUs - cutUs) / stage.speed;
    if (record >= limit || atUs >= endUs) return;
    yield { record, atUs };
    record += 1;
  }
}
