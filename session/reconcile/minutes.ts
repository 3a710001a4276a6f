import { RepriseError } from '../../core/base/errors.js';
import type { FollowFindings } from '../../core/follow/findings.js';
import type { Minutes } from '../../core/reconcile/metric-source.js';
import type { Pace } from '../../core/reconcile/reconciler.js';
import type { RunRecord } from '../../results/document/run-meta.js';

const minuteMs = 60_000;
/** AWS's clock may differ from this machine's by so much. */
const skewMs = 5_000;
/**
 * Lambda sends its metrics once a minute (AWS Lambda guide, "Using CloudWatch metrics with Lambda"), and
 * AWS says nowhere how soon they can be read. So they must also be the same in two readings.
 */
const remoteSettleMs = 180_000;
const remotePollMs = 30_000;
/** After so long what is not there will not come. */
const oldMs = 3_600_000;
/** On this machine nothing is late unless the local Lambda is told to be. */
const localPollMs = 200;
/** CloudWatch keeps minutes for 15 days (Amazon CloudWatch API reference, GetMetricStatistics). */
const keptMs = 15 * 86_400_000;

/** Where a run was, as far as it decides when its metrics can be read. */
export interface Remoteness {
  isRemote: boolean;
  /** Of the local Lambda's metrics. */
  lagMs?: number;
}

/**
 * The whole minutes in which a run, and what it queued, ran. Throws `RepriseError` where CloudWatch no
 * longer keeps them, and for a run that is not over.
 */
export function minutesOf(
  { id, status, startedAtMs, endedAtMs }: RunRecord,
  follow: FollowFindings | undefined,
  { isRemote }: Remoteness,
  nowMs: number,
): Minutes {
  if (status === 'running' || endedAtMs === undefined) {
    throw new RepriseError(`The run ${id} is not over yet.`, {
      hint: 'Reconcile it when it is.',
    });
  }
  const marginMs = isRemote ? skewMs : 0;
  const fromMs = Math.floor((startedAtMs - marginMs) / minuteMs) * minuteMs;
  if (isRemote && nowMs - fromMs > keptMs) {
    throw new RepriseError(`The run ${id} is too old: CloudWatch keeps minutes for 15 days.`, {
      hint: 'Reconcile a run soon after it: reprise run … --reconcile.',
    });
  }
  const lastMs = Math.max(endedAtMs, follow?.endedAtMs ?? 0) + marginMs;
  return { fromMs, toMs: Math.ceil((lastMs + 1) / minuteMs) * minuteMs };
}

/** How long the metrics of these minutes are waited for, from now on. */
export function paceOf(
  { toMs }: Minutes,
  { isRemote, lagMs = 0 }: Remoteness,
  withinS: number,
  nowMs: number,
): Pace {
  return {
    settledAtMs: isRemote ? toMs + remoteSettleMs : nowMs + lagMs,
    oldAtMs: toMs + oldMs,
    deadlineMs: nowMs + withinS * 1000,
    pollMs: isRemote ? remotePollMs : localPollMs,
  };
}
