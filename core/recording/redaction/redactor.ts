import { isUtf8 } from 'node:buffer';
import type { RecordedEvent, RecordedOutcome } from '../event.js';
import { jsonFault } from '../json-scan.js';
import { type CompiledPattern, type CompiledRules, compileRules } from './compile.js';
import { documentEdits } from './document-edits.js';
import { applyEdits, type Edit, inOrder } from './edit.js';
import { type RecordPart, type RedactionRules, ruleLabel } from './rule.js';
import type { RedactionSample } from './sample.js';
import { textEdits } from './text-edits.js';

/** What one rule has done. */
export interface RuleCount {
  /** The rule as it is written: `key email`. */
  rule: string;
  action: string;
  /** How many values, or matches in them, were edited. */
  count: number;
}

/** What a redactor has done since it was last asked. */
export interface RedactionCounts {
  /** All rules, in their order. */
  rules: RuleCount[];
  /** Records of which something was edited. */
  recordCount: number;
  /** Payloads that are no JSON: only patterns were applied to them. */
  plainCount: number;
}

/** Edits records by rules. What no rule finds stays as it is, byte for byte. */
export interface Redactor {
  /** The event as it may be stored: the same object when nothing was found. */
  redact(event: RecordedEvent): RecordedEvent;
  /** The same for how an event ended, which may become known after it was stored. */
  redactOutcome(outcome: RecordedOutcome): RecordedOutcome;
  /** What was done since the last call. */
  takeCounts(): RedactionCounts;
}

export interface RedactorOptions {
  /** Told of each edit, with its path; costs time. */
  onEdit?: (sample: RedactionSample) => void;
}

/** Throws `RepriseError` for rules that cannot be read, and for `hash` without a key. */
export function createRedactor(rules: RedactionRules, options: RedactorOptions = {}): Redactor {
  return new RuleRedactor(rules, options);
}

class RuleRedactor implements Redactor {
  readonly #given: RedactionRules;
  readonly #compiled: Record<RecordPart, CompiledRules>;
  readonly #options: RedactorOptions;
  #counts: number[];
  #recordCount = 0;
  #plainCount = 0;
  #editCount = 0;

  constructor(rules: RedactionRules, options: RedactorOptions) {
    this.#given = rules;
    this.#compiled = compileRules(rules);
    this.#options = options;
    this.#counts = rules.rules.map(() => 0);
  }

  redact(event: RecordedEvent): RecordedEvent {
    const before = this.#editCount;
    const { clientContext, tags, outcome } = event;
    const payload = this.#edit(event.payload, 'payload');
    const redacted: RecordedEvent = { ...event, payload };
    if (clientContext !== undefined)
      redacted.clientContext = this.#base64(clientContext, 'clientContext');
    if (tags !== undefined) redacted.tags = this.#tags(tags);
    if (outcome !== undefined) redacted.outcome = this.redactOutcome(outcome);
    if (this.#editCount === before) return event;
    this.#recordCount += 1;
    return redacted;
  }

  redactOutcome(outcome: RecordedOutcome): RecordedOutcome {
    const { errorMessage, response, responseBase64 } = outcome;
    const text = (given: string): string =>
      Buffer.from(this.#edit(Buffer.from(given), 'outcome')).toString('utf8');
    return {
      ...outcome,
      ...(errorMessage !== undefined && { errorMessage: text(errorMessage) }),
      ...(response !== undefined && { response: text(response) }),
      ...(responseBase64 !== undefined && {
        responseBase64: this.#base64(responseBase64, 'outcome'),
      }),
    };
  }

  takeCounts(): RedactionCounts {
    const rules = this.#given.rules.map((rule, number) => ({
      ...{ rule: ruleLabel(rule), action: rule.action },
      count: this.#counts[number] ?? 0,
    }));
    const counts = { rules, recordCount: this.#recordCount, plainCount: this.#plainCount };
    this.#counts = this.#given.rules.map(() => 0);
    [this.#recordCount, this.#plainCount] = [0, 0];
    return counts;
  }

  #base64(text: string, part: RecordPart): string {
    const bytes = Buffer.from(text, 'base64');
    const edited = this.#edit(bytes, part);
    return edited === bytes ? text : Buffer.from(edited).toString('base64');
  }

  #tags(tags: Record<string, string>): Record<string, string> {
    const bytes = Buffer.from(JSON.stringify(tags));
    const edited = this.#edit(bytes, 'tags');
    return edited === bytes
      ? tags
      : (JSON.parse(Buffer.from(edited).toString('utf8')) as Record<string, string>);
  }

  /** Gives the same object when there is nothing to edit. */
  #edit(bytes: Uint8Array, part: RecordPart): Uint8Array {
    const rules = this.#compiled[part];
    const patterns = possiblePatterns(bytes, rules);
    if (patterns === undefined || bytes.length === 0) return bytes;
    const edits = this.#find(bytes, part, patterns);
    if (edits.length === 0) return bytes;
    for (const edit of edits) this.#count(edit, part);
    return applyEdits(bytes, edits);
  }

  #find(bytes: Uint8Array, part: RecordPart, patterns: readonly CompiledPattern[]): Edit[] {
    const rules = this.#compiled[part];
    const withPaths = this.#options.onEdit !== undefined;
    if (jsonFault(bytes) === undefined) return documentEdits(bytes, { rules, patterns, withPaths });
    if (part === 'payload') this.#plainCount += 1;
    return isUtf8(bytes) ? inOrder(textEdits(Buffer.from(bytes), rules, patterns)) : [];
  }

  #count(edit: Edit, part: RecordPart): void {
    for (const inner of edit.parts ?? []) this.#count(inner, part);
    const rule = this.#given.rules[edit.rule];
    if (rule === undefined) return;
    this.#counts[edit.rule] = (this.#counts[edit.rule] ?? 0) + 1;
    this.#editCount += 1;
    const { path = '', text: result } = edit;
    this.#options.onEdit?.({ rule: ruleLabel(rule), part, path, result });
  }
}

/**
 * The patterns that may match in bytes that begin nobody knows how; undefined when no rule can find
 * anything at all, which is told without reading the document.
 */
function possiblePatterns(
  bytes: Uint8Array,
  { keys, paths, patterns }: CompiledRules,
): readonly CompiledPattern[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  // Any character may be written as an escape with its number, and only so may letters and digits.
  if (text.includes('\\u')) return patterns;
  const possible = patterns.filter(({ needle }) => needle === undefined || needle.test(text));
  if (possible.length > 0 || paths.length > 0) return possible;
  if (keys.isEmpty) return undefined;
  return keys.needle === undefined || keys.needle.test(text) ? possible : undefined;
}
