import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { LocalLambda, LocalLambdaConfig } from './config.js';
import type { ThreadMessage } from './thread-messages.js';

/** Beside this module once compiled; from source, in the build of the same package. */
const programs = ['./thread-main.js', '../dist/local/thread-main.js'];

/**
 * Starts the local Lambda in a thread of its own, so that its work delays nothing here. Throws what
 * `startLocalLambda` throws, and an `Error` when it runs from source and nothing was built.
 */
export async function startLocalLambdaThread(config: LocalLambdaConfig): Promise<LocalLambda> {
  const program = programs
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  if (program === undefined) {
    throw new Error('The local Lambda needs a build to run in a thread of its own.');
  }
  const worker = new Worker(program, { workerData: config, execArgv: [] });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const lambda = await started(worker);
  return {
    ...lambda,
    close: async () => {
      worker.postMessage('close');
      await exited;
    },
  };
}

function started(worker: Worker): Promise<Omit<LocalLambda, 'close'>> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: ThreadMessage) => {
      if (message.kind === 'listening') resolve(message.lambda);
      else reject(new Error(message.message));
    });
    worker.on('error', reject);
    worker.once('exit', (status) => {
      reject(new Error(`The local Lambda's thread ended at its start (exit status ${status}).`));
    });
  });
}
