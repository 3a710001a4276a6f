import { RepriseError } from '../../core/base/errors.js';
import { parseDuration } from '../../core/quantity/duration.js';
import type { RunReport } from '../../results/document/run-report.js';
import { type OutputSpec, pushedOutputs } from '../../results/output/output.js';
import type { RunOptions } from '../../session/run/run-options.js';

/** The collectors that a run's metrics go to while it goes. */
export interface MetricsPushes {
  /** What the run tells them. */
  listener: Required<Pick<RunOptions, 'onStored' | 'onInterval'>>;
  /** Pushes the totals; `say` is told what was not delivered. */
  end(report: RunReport, say: (text: string) => void): Promise<void>;
  /** Ends at once; may be called again. */
  close(): Promise<void>;
}

/** Begins to push to every `--out otlp=URL`. Nothing of it is loaded without one. */
export async function openPushes(
  outputs: readonly OutputSpec[],
  everyText: string | undefined,
): Promise<MetricsPushes> {
  const addresses = pushedOutputs(outputs).map(({ file }) => file);
  const everyS = readEvery(everyText, addresses.length > 0);
  const pushes = addresses.length === 0 ? [] : await open(addresses, everyS);
  return {
    listener: {
      onStored: (run) => {
        for (const push of pushes) push.start(run);
      },
      onInterval: (interval) => {
        for (const push of pushes) push.add(interval);
      },
    },
    async end(report, say) {
      const missing = await Promise.all(pushes.map((push) => push.end(report)));
      for (const text of missing) if (text !== undefined) say(text);
    },
    async close() {
      await Promise.all(pushes.map((push) => push.close()));
    },
  };
}

async function open(addresses: readonly string[], everyS: number) {
  const { LivePush } = await import('../../results/live/push/live-push.js');
  return addresses.map((address) => new LivePush(address, { everyS }));
}

/** Whole seconds, since a run is measured by them. Throws `RepriseError` for anything else. */
export function readEvery(text: string | undefined, isPushed: boolean): number {
  if (text === undefined) return 1;
  if (!isPushed) {
    throw new RepriseError('--out-interval has nothing to say without --out otlp=URL.', {
      hint: 'Other outputs are written once, at the end.',
    });
  }
  const everyS = parseDuration(text);
  if (Number.isInteger(everyS) && everyS > 0) return everyS;
  throw new RepriseError(`--out-interval ${text}: this is not a whole number of seconds`, {
    hint: 'Write --out-interval 1s, or more.',
  });
}
