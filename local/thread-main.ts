import { parentPort, workerData } from 'node:worker_threads';
import type { LocalLambdaConfig } from './config.js';
import { startLocalLambda } from './start.js';
import type { ThreadMessage } from './thread-messages.js';

/** The program of the local Lambda's own thread: `workerData` is its configuration; any message ends it. */
async function main(config: LocalLambdaConfig): Promise<void> {
  const post = (message: ThreadMessage): void => parentPort?.postMessage(message);
  try {
    const { close, ...lambda } = await startLocalLambda(config);
    parentPort?.once('message', () => void close().then(() => parentPort?.close()));
    post({ kind: 'listening', lambda });
  } catch (error) {
    post({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    parentPort?.close();
  }
}

await main(workerData as LocalLambdaConfig);
