import type { PlannedWorkload } from '../../core/measure/run-books.js';
import { formatSeconds } from '../../core/quantity/format.js';
import type { RunReport } from './run-report.js';

/** What was run, and when: of every report that begins with it. */
export interface RunHeading {
  /** `checkout:live (RequestResponse), chat (InvokeWithResponseStream)`: each once. */
  targets: string;
  /** `2026-11-23 07:20:00 UTC, 30s`, without a length while it runs. */
  when: string;
}

/** A run's heading, its times in UTC. */
export function runHeading({ meta, startedAtMs, endedAtMs }: RunReport['run']): RunHeading {
  const targets = meta.plan.map(
    ({ functionName, qualifier, ...how }) =>
      `${functionName}${qualifier === undefined ? '' : `:${qualifier}`} (${callOf(how)})`,
  );
  const started = new Date(startedAtMs).toISOString().replace('T', ' ').slice(0, 19);
  const took =
    endedAtMs === undefined ? '' : `, ${formatSeconds((endedAtMs - startedAtMs) / 1000)}`;
  return { targets: [...new Set(targets)].join(', '), when: `${started} UTC${took}` };
}

/** How a function is called: the type of the invocation, or the call that streams its response. */
function callOf({
  invocationType,
  isStreamed,
}: Pick<PlannedWorkload, 'invocationType' | 'isStreamed'>) {
  return isStreamed ? 'InvokeWithResponseStream' : invocationType;
}
