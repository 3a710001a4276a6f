import { codeOf, messageOf, RepriseError } from '../core/base/errors.js';
import { type ExitCode, exitCodes } from '../core/base/exit-codes.js';
import { explainDatabaseError } from '../core/database/database-error.js';
import { createStyle, wantsColour } from '../results/draw/terminal/style.js';

/**
 * Says on standard error what went wrong and what to do, and gives the exit code that fits. `taken`:
 * the flags that came from the environment, where nobody may remember them.
 */
export function printError(thrown: unknown, taken: readonly string[] = []): ExitCode {
  const style = createStyle(wantsColour(process.stderr, process.env));
  const error = explain(thrown);
  if (!(error instanceof RepriseError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${style.red('error')} (a defect in reprise): ${detail}\n`);
    return exitCodes.internal;
  }
  const { where } = error;
  const place = where ? `${where.file}:${where.line}:${where.column}: ` : '';
  process.stderr.write(`${style.red('error')}: ${place}${error.message}\n`);
  if (error.hint) process.stderr.write(`${style.dim(' hint')}: ${error.hint}\n`);
  if (taken.length > 0) {
    process.stderr.write(`${style.dim(' note')}: from the environment: ${taken.join(', ')}\n`);
  }
  return error.exitCode;
}

/** What comes from the machine and not from Reprise, wherever it happened. */
function explain(thrown: unknown): unknown {
  if (/\bE[MN]FILE\b/.test(`${codeOf(thrown)} ${messageOf(thrown)}`)) {
    return new RepriseError(
      'Too many files and connections are open for the limit of this process.',
      {
        hint: 'Raise the limit with ulimit -n 65536, or lower --max-in-flight.',
        cause: thrown,
      },
    );
  }
  if (codeOf(thrown) === 'ERR_MODULE_NOT_FOUND') return partNotLoaded(thrown);
  return explainDatabaseError(thrown);
}

/**
 * Node says that a module cannot be found also where it may open no more files to look for it, so that
 * the error alone does not tell a damaged installation from a limit.
 */
function partNotLoaded(thrown: unknown): RepriseError {
  const [what = ''] = messageOf(thrown).split('\n');
  return new RepriseError(`A part of the program cannot be loaded: ${what}.`, {
    hint: 'If it is installed, too many files are open: raise the limit with ulimit -n 65536. Otherwise install Reprise again.',
    cause: thrown,
  });
}
