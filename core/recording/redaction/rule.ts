import type { BuiltinName } from './builtin.js';

/**
 * What becomes of a value that a rule finds. `remove` takes it out with its comma, `mask` puts
 * something of the same JSON type in its place, `hash` a keyed digest, so that equal values stay equal.
 */
export const redactionActions = ['remove', 'mask', 'hash'] as const;
export type RedactionAction = (typeof redactionActions)[number];

/** The parts of a record that rules look at. `outcome`: the recorded response and error message. */
export const recordParts = ['payload', 'clientContext', 'tags', 'outcome'] as const;
export type RecordPart = (typeof recordParts)[number];

/** What all rules have. */
interface RuleBase {
  action: RedactionAction;
  /** Default: all parts; for a path only the payload. */
  in?: readonly RecordPart[];
}

/** What to look for and what to do with it. Plain data, so that it can be posted to another thread. */
export type RedactionRule =
  /** Members of that name, in any case, at any depth; `*` stands for any characters. */
  | (RuleBase & { kind: 'key'; key: string })
  /** What stands at a path: see `readPath`. */
  | (RuleBase & { kind: 'path'; path: string })
  /** What a JavaScript regular expression matches inside strings: its first group, where it has one. */
  | (RuleBase & { kind: 'pattern'; pattern: string; ignoreCase?: boolean })
  /** One of the ready-made sets. */
  | (RuleBase & { kind: 'builtin'; builtin: BuiltinName });

/** Everything that a redactor is made of. Where several rules find a value, the first one counts. */
export interface RedactionRules {
  rules: readonly RedactionRule[];
  /** Paths of strings whose base64 is looked into. */
  base64: readonly string[];
  /** The secret of `hash`; at least 16 bytes. */
  hashKey?: Uint8Array;
}

/** A rule as it is written, without its action: `key email`, `path $.a.b`, `builtin cards`. */
export function ruleLabel(rule: RedactionRule): string {
  switch (rule.kind) {
    case 'key':
      return `key ${rule.key}`;
    case 'path':
      return `path ${rule.path}`;
    case 'pattern':
      return `pattern ${rule.pattern}`;
    case 'builtin':
      return `builtin ${rule.builtin}`;
  }
}
