import type { CompiledPattern, CompiledRules } from './compile.js';
import type { RedactionEdit } from './edit.js';
import { hashText, maskedText } from './replacement.js';
import { withTimeLimit } from './time-limit.js';

/** What the patterns find in a text, as edits whose spans count its UTF-8 bytes. */
export function textEdits(
  bytes: Buffer,
  rules: CompiledRules,
  patterns: readonly CompiledPattern[],
): RedactionEdit[] {
  if (patterns.length === 0 || bytes.length === 0) return [];
  const text = bytes.toString('utf8');
  const edits: RedactionEdit[] = [];
  for (const pattern of patterns) {
    if (pattern.needle?.test(text) !== false) addMatches(edits, text, pattern, rules);
  }
  return edits;
}

function addMatches(
  edits: RedactionEdit[],
  text: string,
  pattern: CompiledPattern,
  rules: CompiledRules,
): void {
  const { regex, rule, accepts } = pattern;
  // Each match is measured from the one before: from the start it would take the square of the time.
  let [charsDone, bytesDone] = [0, 0];
  // Not matchAll, which makes a regular expression anew for each text.
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const [from, to] = match.indices?.[1] ?? [match.index, match.index + match[0].length];
    if (match[0] === '') regex.lastIndex += 1;
    if (from === to || accepts?.(match[0]) === false) continue;
    const first = characterStart(text, from);
    const start = bytesDone + Buffer.byteLength(text.slice(charsDone, first));
    const found = text.slice(first, characterEnd(text, to));
    [charsDone, bytesDone] = [first, start];
    const end = start + Buffer.byteLength(found);
    edits.push({ start, end, rule, text: replacementOf(found, pattern, rules) });
  }
}

/** ASCII that needs no escapes in a JSON string. */
function replacementOf(found: string, pattern: CompiledPattern, rules: CompiledRules): string {
  switch (rules.actions[pattern.rule]) {
    case 'remove':
      return '';
    case 'hash':
      return hashText(found, rules.hashKey);
    default:
      return pattern.mask?.(found) ?? maskedText;
  }
}

/** A pattern without the `u` flag may match half of a surrogate pair. */
function characterStart(text: string, at: number): number {
  return isLow(text, at) ? at - 1 : at;
}

function characterEnd(text: string, at: number): number {
  return isLow(text, at) ? at + 1 : at;
}

function isLow(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/**
 * The same with a bound on the time of each pattern in each text: a text that one of them does not get
 * through is masked whole, since what it would have found there is not known. `onOverrun` is told.
 */
export function boundedTextEdits(onOverrun: () => void, limitMs?: number): typeof textEdits {
  return (bytes, rules, patterns) =>
    patterns.flatMap((pattern) => {
      const edits = withTimeLimit(() => textEdits(bytes, rules, [pattern]), limitMs);
      if (edits) return edits;
      onOverrun();
      return [{ start: 0, end: bytes.length, text: maskedText, rule: pattern.rule }];
    });
}
