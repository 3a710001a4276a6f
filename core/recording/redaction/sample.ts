import type { RecordPart } from './rule.js';

/** An edit, as it may be shown: what was there is not in it. */
export interface RedactionSample {
  /** The rule as it is written: `key email`. */
  rule: string;
  part: RecordPart;
  /** `$.Records[0].body`; what is in a string in the document goes on the same way. */
  path: string;
  /** What stands there now; empty where it was removed. */
  result: string;
}
