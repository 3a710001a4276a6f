import type { Database } from '../../database/open.js';
import type { Outcome } from '../../invoke/outcome.js';
import { redactionsOf } from './applied.js';
import { type BuiltinName, builtins } from './builtin.js';
import { quotedValues } from './quoted-values.js';
import { createRedactor, type Redactor, type RuleCount } from './redactor.js';
import { maskedText } from './replacement.js';
import { type RedactionRule, recordParts } from './rule.js';

/** Messages repeat themselves; more are forgotten. */
const maxRemembered = 1000;

/**
 * Applies the rules by which a recording was redacted to what a run over it brings back: what was kept out
 * of the recording is to be in no report either, and a function may have got it from elsewhere. All rules
 * mask here, since a run has no key to hash with.
 */
export class ReportRedaction {
  readonly #redactor: Redactor;
  readonly #quoted: RegExp | undefined;
  readonly #known = new Map<string, string>();

  constructor(rules: readonly RedactionRule[]) {
    this.#redactor = createRedactor({ rules, base64: [] });
    this.#quoted = quotedValues(rules);
  }

  /** By the rules of the recording of that name; undefined where it has none. */
  static of(db: Database, recording: string): ReportRedaction | undefined {
    const id = db
      .prepare<[string], number>('SELECT id FROM recordings WHERE name = ?')
      .pluck()
      .get(recording);
    if (id === undefined) return undefined;
    const rules = redactionsOf(db, id).flatMap((applied) => applied.rules.flatMap(ruleOf));
    return rules.length === 0 ? undefined : new ReportRedaction(rules);
  }

  /** An error's message, type or reason. */
  text(given: string): string {
    const known = this.#known.get(given);
    if (known !== undefined) return known;
    const { errorMessage = '' } = this.#redactor.redactOutcome({ errorMessage: given });
    const text =
      this.#quoted === undefined
        ? errorMessage
        : errorMessage.replace(this.#quoted, `$1${maskedText}`);
    if (this.#known.size >= maxRemembered) this.#known.clear();
    this.#known.set(given, text);
    return text;
  }

  /** How an invocation ended, with the texts in it that reports show. The response stays as it is. */
  outcome(outcome: Outcome): Outcome {
    if (!('errorMessage' in outcome)) return outcome;
    const errorMessage = this.text(outcome.errorMessage);
    if (outcome.kind === 'throttled') {
      return { ...outcome, errorMessage, reason: this.text(outcome.reason) };
    }
    return { ...outcome, errorMessage, errorType: this.text(outcome.errorType) };
  }

  /** A response, or another payload, with its structure kept. */
  response(bytes: Uint8Array): Uint8Array {
    const given = Buffer.from(bytes).toString('base64');
    const { responseBase64 = '' } = this.#redactor.redactOutcome({ responseBase64: given });
    return Buffer.from(responseBase64, 'base64');
  }
}

/** A rule as a recording keeps it: `key email`, `pattern order=(\d+)`. */
function ruleOf({ rule: label, ignoreCase = false }: RuleCount): RedactionRule[] {
  const [, kind, what = ''] = /^(\w+) ([\s\S]*)$/.exec(label) ?? [];
  const all = { action: 'mask', in: recordParts } as const;
  if (kind === 'key') return [{ ...all, kind, key: what }];
  if (kind === 'path') return [{ ...all, kind, path: what }];
  if (kind === 'pattern') return [{ ...all, kind, pattern: what, ignoreCase }];
  return kind === 'builtin' && what in builtins
    ? [{ ...all, kind, builtin: what as BuiltinName }]
    : [];
}
