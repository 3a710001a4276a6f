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
