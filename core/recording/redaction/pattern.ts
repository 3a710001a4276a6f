import { messageOf, RepriseError } from '../../base/errors.js';

/** A pattern as it is run: over the whole text, with the place of its group. Throws `RepriseError`. */
export function compilePattern(text: string, ignoreCase = false): RegExp {
  try {
    return new RegExp(text, `gd${ignoreCase ? 'i' : ''}`);
  } catch (error) {
    throw new RepriseError(
      `${JSON.stringify(text)} is no regular expression: ${messageOf(error)}.`,
      {
        hint: "Give one as JavaScript has them, its first group what is to be hidden: 'customer=(\\d+)'.",
      },
    );
  }
}

/**
 * The power of a text's length that a pattern's steps are bounded by: one for where it starts, one for
 * each repetition. `Infinity` where repetitions are nested in a group or refer back, as in `(a+)+`,
 * which may take steps without end.
 */
export function patternDegree(text: string): number {
  if (/\\[1-9]|\\k</.test(text)) return Infinity;
  const bare = text.replace(/\\[\s\S]/g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\)(?:[*+]|\{)/.test(bare)) return Infinity;
  return 1 + (bare.match(/[*+]|\{\d+,/g)?.length ?? 0);
}
