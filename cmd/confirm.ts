import { createInterface } from 'node:readline/promises';
import { RepriseError } from '../core/base/errors.js';

/**
 * Asks on the terminal, standard output left alone; only `y` or `yes` is a yes. Throws `RepriseError`
 * where there is no terminal to ask on.
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new RepriseError(`${question} There is no terminal to ask on.`, {
      hint: 'Give --yes to do it without being asked.',
    });
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}
