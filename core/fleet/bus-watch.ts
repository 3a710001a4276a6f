import { randomUUID } from 'node:crypto';
import { messageOf, RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { Bus } from './bus.js';
import { beatMs, lostAfterMs, orphanedAfterMs, runSubjects, streamOf } from './protocol.js';

/** A bus that is away for so long is given up: its workers have stopped by themselves, and said what they could. */
const givenUpAfterMs = 2 * orphanedAfterMs;

/** Whether it still keeps what it is told is tried every so often, and told when it was refused for twice as long. */
const probeEveryMs = 5000;

/** What becomes of a run whose bus is away. */
export interface BusWatchSettings {
  run: string;
  onNote?: ((text: string) => void) | undefined;
  /** There is nothing more to wait for. */
  onLost: (why: RepriseError) => void;
}

/** What it needs of the bus. */
export type WatchedBus = Pick<Bus, 'isConnected' | 'onReconnect' | 'hasLog' | 'append'>;

/**
 * Tells when a run's bus is away or keeps nothing any more, and ends the run when that stays so, or when the
 * bus comes back without the run's log. Gives what ends the watch.
 */
export function watchBus(bus: WatchedBus, settings: BusWatchSettings): () => void {
  const closers = [watchConnection(bus, settings), watchLog(bus, settings)];
  return () => {
    for (const close of closers) close();
  };
}

function watchConnection(
  bus: WatchedBus,
  { run, onNote = () => {}, onLost }: BusWatchSettings,
): () => void {
  let awaySinceMs: number | undefined;
  let isTold = false;
  let checkAtMs = Number.POSITIVE_INFINITY;
  const check = async (): Promise<void> => {
    checkAtMs = performance.now() + lostAfterMs;
    const has = await bus.hasLog(streamOf(run));
    if (has !== undefined) checkAtMs = Number.POSITIVE_INFINITY;
    if (has === false) onLost(lostLog());
  };
  const look = (): void => {
    if (bus.isConnected) {
      if (performance.now() >= checkAtMs) void check();
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
  const forget = bus.onReconnect(() => {
    // Workers come back at their own pace, and are to hear it if the run ends.
    checkAtMs = performance.now() + lostAfterMs;
  });
  return () => {
    clearInterval(looking);
    forget();
  };
}

/** A disk that is full, a log that is: workers wait, and nobody would know for what. */
function watchLog(
  bus: WatchedBus,
  { run, onNote = () => {}, onLost }: BusWatchSettings,
): () => void {
  let refusedSinceMs: number | undefined;
  let isTold = false;
  const probe = async (): Promise<void> => {
    const askedMs = performance.now();
    const why = bus.isConnected ? await refusal(bus, run) : undefined;
    if (why === undefined) {
      if (isTold) onNote('The bus keeps what it is told again.');
      refusedSinceMs = undefined;
      isTold = false;
      return;
    }
    refusedSinceMs ??= askedMs;
    const refusedMs = performance.now() - refusedSinceMs;
    if (refusedMs >= givenUpAfterMs) onLost(keepsNothing(why));
    if (refusedMs < 2 * probeEveryMs || isTold) return;
    isTold = true;
    onNote(`The bus keeps nothing of this run any more: ${why}. The workers go on, and try again.`);
  };
  const probing = setInterval(probe, probeEveryMs);
  return () => clearInterval(probing);
}

/** Why the bus keeps nothing; undefined where it does. */
async function refusal(bus: WatchedBus, run: string): Promise<string | undefined> {
  try {
    await bus.append(runSubjects(run).probe, '', `${run}.probe.${randomUUID()}`);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
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

function keepsNothing(why: string): RepriseError {
  return new RepriseError(
    `The bus has kept nothing of this run for ${givenUpAfterMs / 1000} s: ${why}.`,
    {
      hint: `${notReported} Look at the disk of nats-server.`,
      exitCode: exitCodes.aborted,
    },
  );
}
