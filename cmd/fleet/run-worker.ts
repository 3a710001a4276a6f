import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { checkFleetName } from '../../core/fleet/open-fleet.js';
import { serveFleet } from '../../core/fleet/worker.js';
import type { WorkerOptions } from '../../core/fleet/worker-options.js';
import { packageVersion } from '../../session/run/run-meta.js';
import { stopOnSignal } from '../record/stop-on-signal.js';

/** Serves a fleet until Ctrl-C; the second one ends the process at once. */
export async function runWorker(
  options: Omit<WorkerOptions, 'version' | 'cacheFolder' | 'stop' | 'onNote'>,
): Promise<void> {
  checkFleetName(options.fleet);
  const { signal: stop, release } = stopOnSignal();
  try {
    await serveFleet({
      ...options,
      version: packageVersion(),
      cacheFolder: path.join(tmpdir(), `reprise-bundles-${userInfo().uid}`),
      stop,
      onNote: (text) => process.stderr.write(`${text}\n`),
    });
  } finally {
    release();
  }
}
