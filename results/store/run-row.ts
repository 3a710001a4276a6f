import { defined } from '../../core/base/defined.js';
import type { RunStatus } from '../../core/measure/run-books.js';
import type { RunMeta, RunRecord } from '../document/run-meta.js';
import type { Machine } from './machine.js';

/** A running run commits every second; one that has not for so long does not run any more. */
const silentMs = 10_000;

/** A run as it is stored. */
export interface RunRow {
  id: string;
  status: RunStatus;
  started_at_ms: number;
  ended_at_ms: number | null;
  committed_at_ms: number;
  pid: number;
  host: string;
  meta: string;
  verdicts: string | null;
}

/** What a row says of its run, to whoever looks at it from this machine. */
export function recordOf(row: RunRow, machine: Machine): RunRecord {
  const { id, started_at_ms: startedAtMs } = row;
  const status = statusOf(row, machine);
  const endedAtMs = status === 'running' ? undefined : (row.ended_at_ms ?? row.committed_at_ms);
  const meta = JSON.parse(row.meta) as RunMeta;
  const wasKilled = (row.status === 'running' && status === 'interrupted') || undefined;
  return { id, meta, status, startedAtMs, ...defined({ endedAtMs, wasKilled }) };
}

/** A process that was killed could not say so: it is gone, or has fallen silent. */
export function statusOf(
  { status, host, pid, committed_at_ms }: RunRow,
  machine: Machine,
): RunStatus {
  if (status !== 'running') return status;
  const isGone = host === machine.host && !machine.isAlive(pid);
  return isGone || machine.nowMs() - committed_at_ms > silentMs ? 'interrupted' : 'running';
}
