import { readFileSync } from 'node:fs';
import { messageOf, RepriseError } from '../../core/base/errors.js';

const hashKeyVariable = 'REPRISE_REDACT_KEY';
let hashKeyText: string | undefined;

/**
 * Takes the secret for hashes out of the environment. To be called before the command line is read,
 * since yargs would take `REPRISE_REDACT_KEY` for the option `--redact-key`, whose value is shown and
 * stored; and so no process that is started from here inherits it.
 */
export function takeHashKey(): void {
  hashKeyText = process.env[hashKeyVariable];
  delete process.env[hashKeyVariable];
}

/** The bytes of the file, or of the variable, without white space around them. Throws `RepriseError`. */
export function readHashKey(file: string | undefined): Uint8Array | undefined {
  if (file === undefined)
    return hashKeyText === undefined ? undefined : Buffer.from(hashKeyText.trim());
  try {
    return Buffer.from(readFileSync(file, 'latin1').trim(), 'latin1');
  } catch (error) {
    throw new RepriseError(`--redact-key-file cannot be read: ${messageOf(error)}.`, {
      hint: 'Make one with `openssl rand -hex 32 > redact.key`.',
      cause: error,
    });
  }
}
