import { messageOf, RepriseError } from '../../errors.js';

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
