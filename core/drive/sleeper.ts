import type { MessagePort } from 'node:worker_threads';

/** What the sleeping thread of a pacer shares with it. */
export interface SleeperData {
  /** One Int32: counts the wakes asked for; -1 ends the thread. */
  turn: SharedArrayBuffer;
  /** One Float64: when to wake, on `machineNowMs`. */
  wakeMs: SharedArrayBuffer;
  /** Says each turn whose time has come. */
  port: MessagePort;
}

/** The machine's monotonic clock, the same for all threads. */
export function machineNowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Sleeps until each wake that is asked for and says so; a turn that was replaced is slept no further. */
export function sleepInTurns(data: SleeperData): void {
  const turn = new Int32Array(data.turn);
  const wakeMs = new Float64Array(data.wakeMs);
  let done = 0;
  for (;;) {
    const current = Atomics.load(turn, 0);
    if (current === -1) break;
    const leftMs = current === done ? Infinity : (wakeMs[0] ?? 0) - machineNowMs();
    if (leftMs > 0) Atomics.wait(turn, 0, current, leftMs);
    else {
      done = current;
      data.port.postMessage(current);
    }
  }
}
