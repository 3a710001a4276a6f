import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { codeOf, messageOf } from '../core/base/errors.js';

/** The reader has gone: `| head`, a closed terminal. That is its right, and no reason to stop. */
const isReaderGone = (code: string | undefined): boolean => code === 'EPIPE' || code === 'EIO';

/**
 * Lets no stream that nobody reads end the process, or change its exit code: what is running goes on,
 * writes its files and exits with what it found. What else keeps standard output from being written (a
 * full disk) is said once on standard error.
 */
export function outliveReaders(): void {
  process.stderr.on('error', () => undefined);
  let isTold = false;
  process.stdout.on('error', (error) => {
    if (isTold || isReaderGone(codeOf(error))) return;
    isTold = true;
    process.stderr.write(`Standard output is incomplete: ${messageOf(error)}\n`);
  });
}

/** Standard input, output and error, as far as they are a terminal; it cannot be told any more once it is gone. */
const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
let isLeaving = false;

/**
 * The terminal is gone. Node sets terminals back to what they were as it exits, and aborts where that
 * fails, whatever the exit code was to be: so it is to find none.
 */
export function leaveTerminal(): void {
  if (isLeaving) return;
  isLeaving = true;
  process.once('exit', () => {
    for (const descriptor of terminals) {
      closeSync(descriptor);
      // The lowest number that is free is taken: the same one.
      openSync('/dev/null', 'r+');
    }
  });
}
