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

/** `checkout was throttled from 1.2s on, with 13 in flight (2 of these being refused)` */
export function beginningText({ load, throttling }: ThrottlingEvidence): string {
  const { firstS, inFlight, refusedInFlight } = throttling;
  const about = load.isWhole ? '' : 'about ';
  const verb = load.functions.length === 1 ? 'was' : 'were';
  const from = formatSeconds(Number(firstS.toPrecision(2)));
  const refused = `(${formatCount(refusedInFlight)} of these being refused)`;
  return `${namesOf(load)} ${verb} throttled from ${from} on, with ${about}${formatCount(inFlight)} in flight ${refused}`;
}
