/** Four times of one question, by the two clocks that it is about, in microseconds (RFC 5905, section 8). */
export interface ClockProbe {
  /** Asked and answered, by the clock of who asks. */
  sentUs: number;
  heardUs: number;
  /** The question's arrival and the answer's departure, by the clock of who is asked. */
  receivedUs: number;
  answeredUs: number;
}

/** How far the clock that is asked is ahead of the one that asks. */
export interface ClockOffset {
  offsetUs: number;
  /** The true offset lies within this of it, on either side: half of the round trip. */
  errorUs: number;
}

/** How often the clock is asked before a run. */
export const probesPerMeasurement = 16;

/**
 * The offset by the probe of the least round trip, which is the one that waited least in queues. Whatever
 * the ways there and back took, the offset is off by half of the round trip at most. Throws `RangeError`
 * without probes.
 */
export function clockOffset(probes: readonly ClockProbe[]): ClockOffset {
  let [best] = probes;
  if (!best) throw new RangeError('a clock offset needs a probe');
  for (const probe of probes) if (roundTrip(probe) < roundTrip(best)) best = probe;
  const { sentUs, receivedUs, answeredUs, heardUs } = best;
  return {
    offsetUs: (receivedUs - sentUs + (answeredUs - heardUs)) / 2,
    errorUs: Math.max(0, roundTrip(best)) / 2,
  };
}

function roundTrip({ sentUs, receivedUs, answeredUs, heardUs }: ClockProbe): number {
  return heardUs - sentUs - (answeredUs - receivedUs);
}
