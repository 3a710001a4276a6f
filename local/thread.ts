import type { Worker } from 'node:worker_threads';
import { startThread } from '../core/base/thread.js';
import type { LocalLambda, LocalLambdaConfig } from './config.js';
import type { ThreadMessage } from './thread-messages.js';

const program = new URL('./thread-main.js', import.meta.url);

/**
 * Starts the local Lambda in a thread of its own, so that its work delays nothing here. Throws what
 * `startLocalLambda` throws, and a `RepriseError` when it runs from source and nothing was built.
 */
export async function startLocalLambdaThread(config: LocalLambdaConfig): Promise<LocalLambda> {
  const worker = startThread(program, config);
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
