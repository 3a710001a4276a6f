import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { Bus } from './bus.js';
import { beatMs, lostAfterMs, orphanedAfterMs } from './protocol.js';

/** A bus that is away for so long is given up: its workers have stopped by themselves, and said what they could. */
const givenUpAfterMs = 2 * orphanedAfterMs;

/** What becomes of a run whose bus is away. */
export interface BusWatchSettings {
  /** That keeps the run's log. */
  stream: string;
  onNote?: ((text: string) => void) | undefined;
  /** There is nothing more to wait for. */
  onLost: (why: RepriseError) => void;
}

/**
 * Tells when a run's bus is away, and ends the run when it does not come back, or comes back without the
 * run's log. Gives what ends the watch.
 */
export function watchBus(
  bus: Pick<Bus, 'isConnected' | 'onReconnect' | 'hasLog'>,
  { stream, onNote = () => {}, onLost }: BusWatchSettings,
): () => void {
  let awaySinceMs: number | undefined;
  let isTold = false;
  const look = (): void => {
    if (bus.isConnected) {
      if (isTold) onNote('The bus is there again.');
      awaySinceMs = undefined;
      isTold = false;
      return;
    }
    awaySinceMs ??= performance.now();
    const awayMs = performance.now() - awaySinceMs;
    if (awayMs > givenUpAfterMs) onLost(staysAway());
    if (awayMs < lostAfterMs || isTold) return;
    isTold = true;
    onNote('The bus is away. The workers go on, and tell what they sent when it is there again.');
  };
  const looking = setInterval(look, beatMs);
  const forget = bus.onReconnect(async () => {
    if ((await bus.hasLog(stream)) === false) onLost(lostLog());
  });
  return () => {
    clearInterval(looking);
    forget();
  };
}

const notReported =
  'What the workers had not reported is counted as aborted, though it may have run.';

function staysAway(): RepriseError {
  return new RepriseError(
    `The bus has been away for ${givenUpAfterMs / 1000} s, and the workers have stopped by themselves.`,
    {
      hint: `${notReported} Look at nats-server, and at the network between it and this machine.`,
      exitCode: exitCodes.aborted,
    },
  );
}

function lostLog(): RepriseError {
  return new RepriseError('The bus was started again without the log of this run.', {
    hint: `${notReported} Give nats-server a folder that outlives it (-sd).`,
    exitCode: exitCodes.aborted,
  });
}
