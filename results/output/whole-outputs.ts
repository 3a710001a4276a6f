import { RepriseError } from '../../core/base/errors.js';
import { writeWhole } from './output.js';

/** One `--out FORMAT=FILE` of what is written whole, once; `-` is standard output. */
export interface WholeOutput {
  format: 'html' | 'json' | 'text';
  file: string;
}

/**
 * Reads the values of `--out`; `what` names what is written: "a comparison". Throws `RepriseError` for
 * an unknown format or a missing file.
 */
export function parseWholeOutputs(texts: readonly string[], what: string): WholeOutput[] {
  return texts.map((text) => {
    const match = /^(html|json|text)=(.+)$/.exec(text);
    if (match) return { format: match[1] as WholeOutput['format'], file: match[2] as string };
    throw new RepriseError(`--out ${text}: this is not an output of ${what}`, {
      hint: 'Write html=FILE, json=FILE or text=FILE, with - for standard output.',
    });
  });
}

/** Writes every output. Throws `RepriseError` naming the file that cannot be written. */
export function writeWholeOutputs(
  outputs: readonly WholeOutput[],
  textIn: (format: WholeOutput['format']) => string,
): void {
  for (const { format, file } of outputs) {
    const text = textIn(format);
    if (file === '-') process.stdout.write(text);
    else writeWhole(file, [text]);
  }
}
