import { quote } from '../../json/characters.js';
import type { Edit } from '../../json/edits.js';
import { decodeString } from '../../json/strings.js';
import type { CompiledRules } from './compile.js';
import { hashNumber, hashText, maskedText, maskNumber } from './replacement.js';

const letterT = 0x74;
const letterF = 0x66;
const letterN = 0x6e;

/** Whether a value is to be hashed or masked, and with what. */
export interface Hiding extends Pick<CompiledRules, 'hashKey'> {
  hashes: boolean;
}

/**
 * The edit that puts something of the same type in the place of a string, number, true or false, which
 * is the JSON document's from `start` to `end`. Undefined for `null` and `""`, which stay.
 */
export function scalarEdit(
  document: Buffer,
  start: number,
  end: number,
  { hashes, hashKey }: Hiding,
): Edit | undefined {
  switch (document[start]) {
    case quote: {
      if (end - start === 2) return undefined;
      const { bytes } = decodeString(document, start + 1, end - 1);
      const text = hashes ? hashText(bytes, hashKey) : maskedText;
      return { start: start + 1, end: end - 1, text };
    }
    case letterT:
    case letterF:
      return { start, end, text: 'false' };
    case letterN:
      return undefined;
    default: {
      const token = document.toString('latin1', start, end);
      return { start, end, text: hashes ? hashNumber(token, hashKey) : maskNumber(token) };
    }
  }
}
