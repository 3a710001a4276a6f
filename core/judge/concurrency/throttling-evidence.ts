import { formatCount, formatSeconds } from '../../quantity/format.js';
import type { ThrottlingFinding } from './findings.js';
import type { LimitsEvidence } from './limits.js';
import { type Load, namesOf } from './load.js';
import type { Throttling } from './throttle-watch.js';

/** The throttles of one reason, and all that is known to explain them. */
export interface ThrottlingEvidence {
  reason: string;
  load: Load;
  throttling: Throttling;
  limits: LimitsEvidence | undefined;
  /** Share of an invocation's time that no REPORT accounts for, 0 to 1; 0 where none is known. */
  networkShare: number;
}

/** What a judgement of one kind of limit adds to what was measured. */
export type ThrottlingJudgement = Pick<
  ThrottlingFinding,
  'limit' | 'limitValue' | 'unit' | 'place' | 'sentences'
>;

/** `checkout was throttled from 1.2s on` */
export function beginningText({ load, throttling }: ThrottlingEvidence): string {
  const verb = load.functions.length === 1 ? 'was' : 'were';
  const from = formatSeconds(Number(throttling.firstS.toPrecision(2)));
  return `${namesOf(load)} ${verb} throttled from ${from} on`;
}

/** `at most 16 in flight in its first second, refused ones too, and 10 running while it lasted` */
export function inFlightText({ load, throttling }: ThrottlingEvidence): string {
  const { inFlight, throughout } = throttling;
  const count = formatCount(inFlight);
  const first = load.isWhole
    ? `at most ${count} in flight in its first second, refused ones too`
    : `about ${count} in flight after its first second`;
  if (!throughout) return first;
  const { running } = throughout;
  const held = running < 10 ? String(Number(running.toPrecision(2))) : formatCount(running);
  return `${first}, and ${held} running while it lasted`;
}
