import { formatSeconds } from '../../core/quantity/format.js';
import type { RunReport } from './run-report.js';

/** What was run, and when: of every report that begins with it. */
export interface RunHeading {
  /** `checkout:live (RequestResponse), stock (Event)`: each once. */
  targets: string;
  /** `2026-11-23 07:20:00 UTC, 30s`, without a length while it runs. */
  when: string;
}

/** A run's heading, its times in UTC. */
export function runHeading({ meta, startedAtMs, endedAtMs }: RunReport['run']): RunHeading {
  const targets = meta.plan.map(
    ({ functionName, qualifier, invocationType }) =>
      `${functionName}${qualifier === undefined ? '' : `:${qualifier}`} (${invocationType})`,
  );
  const started = new Date(startedAtMs).toISOString().replace('T', ' ').slice(0, 19);
  const took =
    endedAtMs === undefined ? '' : `, ${formatSeconds((endedAtMs - startedAtMs) / 1000)}`;
  return { targets: [...new Set(targets)].join(', '), when: `${started} UTC${took}` };
}
