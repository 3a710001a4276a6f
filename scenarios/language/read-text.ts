import { readFileSync } from 'node:fs';
import { codeOf, messageOf, RepriseError } from '../../core/base/errors.js';

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder',
  EACCES: 'this file may not be read',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'this file is not UTF-8',
};

/** A file's text, or that of a descriptor, without a byte order mark. Throws `RepriseError`, which names the file as `name`, and has `hint`. */
export function readText(path: string | number, name: string, hint: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw new RepriseError(`${name}: ${reasons[codeOf(error) ?? ''] ?? messageOf(error)}`, {
      hint,
      cause: error,
    });
  }
}
