import { RepriseError } from '../core/base/errors.js';
import { type ExitCode, exitCodes } from '../core/base/exit-codes.js';
import { createStyle, wantsColour } from '../results/draw/terminal/style.js';

/** Says on standard error what went wrong and what to do, and gives the exit code that fits. */
export function printError(thrown: unknown): ExitCode {
  const style = createStyle(wantsColour(process.stderr, process.env));
  if (!(thrown instanceof RepriseError)) {
    const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    process.stderr.write(`${style.red('error')} (a defect in reprise): ${detail}\n`);
    return exitCodes.internal;
  }
  const { where } = thrown;
  const place = where ? `${where.file}:${where.line}:${where.column}: ` : '';
  process.stderr.write(`${style.red('error')}: ${place}${thrown.message}\n`);
  if (thrown.hint) process.stderr.write(`${style.dim(' hint')}: ${thrown.hint}\n`);
  return thrown.exitCode;
}
