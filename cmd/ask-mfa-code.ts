import { RepriseError } from '../core/base/errors.js';
import { exitCodes } from '../core/base/exit-codes.js';
import { askLine, type Terminal } from './ask-line.js';

/**
 * Asks for the code of an MFA device; undefined where there is no terminal to ask on. Throws
 * `RepriseError` where the question is left by Ctrl-C or Ctrl-D.
 */
export async function askMfaCode(
  mfaSerial: string,
  terminal?: Terminal,
): Promise<string | undefined> {
  if (terminal === undefined && !(process.stdin.isTTY && process.stderr.isTTY)) return undefined;
  const code = await askLine(`MFA code for ${mfaSerial}: `, terminal);
  if (code !== undefined) return code;
  throw new RepriseError('no MFA code was given; nothing was sent', {
    exitCode: exitCodes.interrupted,
  });
}
