import type { Edit } from '../../json/edits.js';

/** An edit that a rule asks for, with ASCII text. */
export interface RedactionEdit extends Edit {
  /** The number of the rule; `Infinity`: it goes with another edit. */
  rule: number;
  /** Where it is, for people: `$.Records[0].body`. Absent when it was not asked for. */
  path?: string;
  /** The edits of which it is made up, where it is the new base64 of a text. */
  parts?: readonly RedactionEdit[];
}
