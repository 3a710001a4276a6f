import { messageOf, RepriseError } from '../../core/base/errors.js';
import type { LocalLambda, LocalLambdaConfig } from '../../local/config.js';
import { startLocalLambdaThread } from '../../local/thread.js';

/**
 * Starts the local Lambda in a thread of its own. Throws `RepriseError` when it cannot: its port is
 * taken, a handler's file is missing.
 */
export async function serveLocal(config: LocalLambdaConfig): Promise<LocalLambda> {
  try {
    return await startLocalLambdaThread(config);
  } catch (error) {
    throw new RepriseError(messageOf(error), {
      hint: 'See the local section of the file.',
      cause: error,
    });
  }
}
