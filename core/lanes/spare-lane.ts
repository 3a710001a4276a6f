import type { Worker } from 'node:worker_threads';
import { startThread } from '../base/thread.js';

const program = new URL('./lane-thread.js', import.meta.url);

let spare: Worker | undefined;

/**
 * Starts a lane's thread before it is known what it is to send: it loads its program while the caller
 * still reads the scenario. `laneThread` takes it; a process that ends without one is not held up by it.
 */
export function prepareLane(): void {
  if (spare !== undefined) return;
  const thread = startThread(program, undefined);
  const forget = (): void => {
    if (spare === thread) spare = undefined;
  };
  thread.on('error', forget);
  thread.on('exit', forget);
  thread.unref();
  spare = thread;
}

/** A thread that awaits its lane's job as its first message: the one that was prepared, or a new one. */
export function laneThread(): Worker {
  const thread = spare ?? startThread(program, undefined);
  spare = undefined;
  thread.ref();
  return thread;
}
