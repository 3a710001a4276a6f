import type { ThrottlingFinding } from './findings.js';
import type { LimitsEvidence } from './limits.js';
import type { Load } from './load.js';
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
  'limit' | 'limitValue' | 'unit' | 'place' | 'cause'
>;
