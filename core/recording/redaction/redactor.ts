import { isUtf8 } from 'node:buffer';
import { applyEdits, inOrder } from '../../json/edits.js';
import { jsonFault } from '../../json/scan.js';
import type { RecordedEvent, RecordedOutcome } from '../event.js';
import { type CompiledPattern, type CompiledRules, compileRules } from './compile.js';
import { documentEdits } from './document-edits.js';
import type { RedactionEdit } from './edit.js';
import { type RecordPart, type RedactionRule, type RedactionRules, ruleLabel } from './rule.js';
import type { RedactionSample } from './sample.js';
import { boundedTextEdits, textEdits } from './text-edits.js';
import { withTimeLimit } from './time-limit.js';

/** What one rule has done. */
export interface RuleCount {
  /** The rule as it is written: `key email`. */
  rule: string;
  action: string;
  /** Of a pattern. */
  ignoreCase?: boolean;
  /** How many values, or matches in them, were edited. */
  count: number;
}

/** What is kept of a rule, with its count. */
export function ruleCount(rule: RedactionRule, count: number): RuleCount {
  const ignoreCase = rule.kind === 'pattern' && rule.ignoreCase === true;
  return {
    ...{ rule: ruleLabel(rule), action: rule.action, count },
    ...(ignoreCase && { ignoreCase }),
  };
}

/** What a redactor has done since it was last asked. */
export interface RedactionCounts {
  /** All rules, in their order. */
  rules: RuleCount[];
  /** Records of which something was edited. */
  recordCount: number;
  /** Payloads that are no JSON: only patterns were applied to them. */
  plainCount: number;
  /** Texts that a pattern took too long for, and that were masked whole. */
  overrunCount: number;
}

/** A hundred million steps of a regular expression take about a second. */
const maxUnboundedSteps = 1e8;

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
  /** What a user's pattern may take for one text; default: a second. */
  limitMs?: number;
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
  #overrunCount = 0;
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
      asBuffer(this.#edit(Buffer.from(given), 'outcome')).toString('utf8');
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
    const rules = this.#given.rules.map((rule, number) =>
      ruleCount(rule, this.#counts[number] ?? 0),
    );
    const [recordCount, plainCount] = [this.#recordCount, this.#plainCount];
    const counts = { rules, recordCount, plainCount, overrunCount: this.#overrunCount };
    this.#counts = this.#given.rules.map(() => 0);
    [this.#recordCount, this.#plainCount, this.#overrunCount] = [0, 0, 0];
    return counts;
  }

  #base64(text: string, part: RecordPart): string {
    const bytes = Buffer.from(text, 'base64');
    const edited = this.#edit(bytes, part);
    return edited === bytes ? text : asBuffer(edited).toString('base64');
  }

  #tags(tags: Record<string, string>): Record<string, string> {
    const bytes = Buffer.from(JSON.stringify(tags));
    const edited = this.#edit(bytes, 'tags');
    return edited === bytes
      ? tags
      : (JSON.parse(asBuffer(edited).toString('utf8')) as Record<string, string>);
  }

  /** Gives the same object when there is nothing to edit. */
  #edit(bytes: Uint8Array, part: RecordPart): Uint8Array {
    if (!isUtf8(bytes)) return this.#editBytewise(bytes, part);
    const rules = this.#compiled[part];
    const patterns = possiblePatterns(bytes, rules);
    if (patterns === undefined || bytes.length === 0) return bytes;
    const edits = this.#find(bytes, part, patterns);
    if (edits.length === 0) return bytes;
    for (const edit of edits) this.#count(edit, part);
    return applyEdits(bytes, edits);
  }

  /** What is no UTF-8 is read as Latin-1, so that each byte is a character and comes back as it was. */
  #editBytewise(bytes: Uint8Array, part: RecordPart): Uint8Array {
    const text = Buffer.from(asBuffer(bytes).toString('latin1'));
    const edited = this.#edit(text, part);
    return edited === text ? bytes : Buffer.from(asBuffer(edited).toString('utf8'), 'latin1');
  }

  #find(
    bytes: Uint8Array,
    part: RecordPart,
    patterns: readonly CompiledPattern[],
  ): RedactionEdit[] {
    const isJson = jsonFault(bytes) === undefined;
    if (!isJson && part === 'payload') this.#plainCount += 1;
    const rules = this.#compiled[part];
    const withPaths = this.#options.onEdit !== undefined;
    const editsWith = (find: typeof textEdits): RedactionEdit[] =>
      isJson
        ? documentEdits(bytes, { rules, patterns, withPaths, find })
        : inOrder(find(asBuffer(bytes), rules, patterns));
    if (!rules.patterns.some(({ degree }) => bytes.length ** degree > maxUnboundedSteps)) {
      return editsWith(textEdits);
    }
    // Once around all of it, since each bound costs more than most matches.
    return (
      withTimeLimit(() => editsWith(textEdits), this.#options.limitMs) ??
      editsWith(boundedTextEdits(() => this.#overrun(), this.#options.limitMs))
    );
  }

  #overrun(): void {
    this.#overrunCount += 1;
  }

  #count(edit: RedactionEdit, part: RecordPart): void {
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
 * The patterns that may match somewhere in the bytes; undefined when no rule at all can find anything
 * there. Told by a few searches, which take far less than reading the document.
 */
function possiblePatterns(
  bytes: Uint8Array,
  { keys, paths, patterns }: CompiledRules,
): readonly CompiledPattern[] | undefined {
  const text = asBuffer(bytes).toString('latin1');
  // Any character may be written as an escape with its number, and only so may letters and digits.
  if (text.includes('\\u')) return patterns;
  const possible = patterns.filter(({ needle }) => needle === undefined || needle.test(text));
  if (possible.length > 0 || paths.length > 0) return possible;
  if (keys.isEmpty) return undefined;
  return keys.needle === undefined || keys.needle.test(text) ? possible : undefined;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
