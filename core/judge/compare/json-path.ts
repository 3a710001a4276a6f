import { RepriseError } from '../../base/errors.js';

/** A step into a JSON value: a member's key, or any element of a list. */
export type ResponseStep = { key: string } | 'element';

/**
 * A path as it is shown and as `--ignore` takes it: `$.items[*].price`. Elements of a list share one
 * path, so that a list of a hundred is one field and not a hundred. Keys that are no plain words are
 * quoted: `$["x-request-id"]`. The root alone is `$`.
 */
export function pathText(steps: readonly ResponseStep[]): string {
  return `$${steps.map(stepText).join('')}`;
}

function stepText(step: ResponseStep): string {
  if (step === 'element') return '[*]';
  return /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(step.key)
    ? `.${step.key}`
    : `[${JSON.stringify(step.key)}]`;
}

/** Says of a path whether it, or what it is part of, is left out of the comparison. */
export type IgnoreRule = (steps: readonly ResponseStep[]) => boolean;

type Pattern = ResponseStep | 'one' | 'any';

const token = /\.?(\*\*)|\[(\*)\]|\.?(\*)|\[("(?:[^"\\]|\\.)*")\]|\.?([^.[\]"*\s]+)/y;

/**
 * Reads an ignore rule, by this grammar (`word` has none of `.`, `[`, `]`, `"`, `*` and white space):
 *
 *     rule  = [ "$" ] [ "." ] step { step }
 *     step  = [ "." ] word | "[" JSON-string "]"    the member of that name
 *           | "[*]"                                 the elements of a list
 *           | [ "." ] "*"                           any member or the elements
 *           | [ "." ] "**"                          any number of steps, also none
 *
 * A rule takes in everything below what it names: `$.meta` also `$.meta.time`. Throws `RepriseError`
 * for what is no rule.
 */
export function parseIgnoreRule(text: string): IgnoreRule {
  const body = text.trim().replace(/^\$/, '');
  const pattern: Pattern[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < body.length) {
    const match = token.exec(body);
    if (!match) throw noRule(text);
    pattern.push(patternOf(match, text));
  }
  if (pattern.length === 0) throw noRule(text);
  return (steps) => matches(pattern, 0, steps, 0);
}

function patternOf([, deep, list, one, quoted, word]: RegExpExecArray, text: string): Pattern {
  if (deep !== undefined) return 'any';
  if (list !== undefined) return 'element';
  if (one !== undefined) return 'one';
  if (word !== undefined) return { key: word };
  try {
    return { key: JSON.parse(quoted ?? '') as string };
  } catch {
    throw noRule(text);
  }
}

function noRule(text: string): RepriseError {
  return new RepriseError(`--ignore: "${text}" is not a path`, {
    hint: 'Write a path as the report shows it: $.meta.time, $.items[*].id, **.requestId.',
  });
}

function matches(
  pattern: readonly Pattern[],
  at: number,
  steps: readonly ResponseStep[],
  step: number,
): boolean {
  const wanted = pattern[at];
  if (wanted === undefined) return step === steps.length;
  if (wanted === 'any') {
    for (let rest = step; rest <= steps.length; rest++) {
      if (matches(pattern, at + 1, steps, rest)) return true;
    }
    return false;
  }
  const found = steps[step];
  return found !== undefined && fits(wanted, found) && matches(pattern, at + 1, steps, step + 1);
}

function fits(wanted: ResponseStep | 'one', found: ResponseStep): boolean {
  if (wanted === 'one') return true;
  if (wanted === 'element' || found === 'element') return wanted === found;
  return wanted.key === found.key;
}
