import { exitCodes } from '../../core/base/exit-codes.js';
import { leaveTerminal } from '../standard-streams.js';

/** Ctrl-C and its like, as a run understands them. */
export interface Signals {
  /** Aborted at the first. */
  stop: AbortSignal;
  /** Aborted at the second. */
  abort: AbortSignal;
  /** Back to the default: the next signal ends the process. */
  close(): void;
}

/** SIGPIPE is not among them: a closed reader is noticed where it is written to. */
const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal drains (and `say`s so), the second ends the run, the third ends the process. */
export function watchSignals(say: (text: string) => void, drainS?: number): Signals {
  const stop = new AbortController();
  const abort = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (name === 'SIGHUP') leaveTerminal();
    // A closed terminal may say so twice, by the kernel and by the shell: it is one wish to drain.
    if (name === 'SIGHUP' && stop.signal.aborted) return;
    if (abort.signal.aborted) process.exit(exitCodes.interrupted);
    if (stop.signal.aborted) {
      abort.abort();
      return;
    }
    const upTo = drainS === undefined ? 'waiting' : `up to ${drainS} s`;
    say(`Stopping: ${upTo} for what is in flight. Ctrl-C again ends at once.`);
    stop.abort();
  };
  for (const name of names) process.on(name, onSignal);
  return {
    stop: stop.signal,
    abort: abort.signal,
    close: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
