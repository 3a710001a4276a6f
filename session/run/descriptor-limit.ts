import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { RepriseError } from '../../core/base/errors.js';
import { formatCount } from '../../core/quantity/format.js';
import { loadOf } from '../../core/schedule/loads/index.js';
import type { Scenario } from '../../scenarios/language/scenario.js';

/** What a thread that sends opens beside its connections: its event loop, the database, a pacer. */
const perLane = 24;
/** For what is opened in passing: modules, payloads, reports, a page. */
const spare = 32;

/** What a run's file descriptors are for. */
interface Need {
  /** Invocations in flight at once, at most: each has a connection of its own. */
  inFlight: number;
  /** Connections have both of their ends in this process. */
  isServedHere: boolean;
  lanes: number;
}

/**
 * Refuses a run whose connections this process may not open: half of the way it would be told that
 * there are too many open files, and call that the service's fault. Does nothing where the limit is
 * not known. `open` is what the open stages have planned. Throws `RepriseError` with the number that is
 * needed.
 */
export function refuseFewDescriptors(
  scenario: Scenario,
  open: number,
  lanes: number,
  limit: number | undefined = descriptorLimit(),
): void {
  if (limit === undefined) return;
  const need = { ...needOf(scenario, open), lanes };
  const needed = descriptorsFor(need);
  if (needed <= limit) return;
  const overhead = descriptorsFor({ ...need, inFlight: 0 });
  const within = Math.floor((limit - overhead) / (need.isServedHere ? 2 : 1));
  const fewer = within > 0 ? `, or send fewer at once: --max-in-flight ${within}` : '';
  const served = need.isServedHere ? ' and the local Lambda that answers them' : '';
  throw new RepriseError(
    `Up to ${formatCount(need.inFlight)} invocations in flight${served} need ${formatCount(needed)} file descriptors, and this process may open ${formatCount(limit)}.`,
    {
      hint: `Raise the limit, the hard one too: ulimit -n ${needed}${fewer}${loopHint(scenario)}.`,
    },
  );
}

function loopHint({ workloads }: Scenario): string {
  return concurrencyOf(workloads) > 0 ? ' and a lower concurrency' : '';
}

/** Open arrivals are dropped at the limit, and no plan has more than all of them; loops come on top. */
function needOf({ limits, workloads, local }: Scenario, open: number): Omit<Need, 'lanes'> {
  const inFlight = Math.min(limits.maxInFlight, open) + concurrencyOf(workloads);
  return { inFlight, isServedHere: local !== undefined };
}

/** What closed loops hold at once: in each workload one stage after the other. */
function concurrencyOf(workloads: Scenario['workloads']): number {
  return workloads
    .map(({ stages }) =>
      Math.max(0, ...stages.map((stage) => loadOf(stage).demand(stage).concurrency)),
    )
    .reduce((sum, concurrency) => sum + concurrency, 0);
}

function descriptorsFor({ inFlight, isServedHere, lanes }: Need): number {
  return openNow() + spare + lanes * perLane + inFlight * (isServedHere ? 2 : 1);
}

/** Those that are open already; outside of Linux as many as a fresh process has. */
function openNow(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 32;
  }
}

/**
 * How many files this process may have open, as it is now: Node raises the soft limit to the hard one
 * as it starts. Undefined where there is none, or nobody says.
 */
export function descriptorLimit(): number | undefined {
  const limit = Number(softLimit());
  return Number.isInteger(limit) && limit > 0 ? limit : undefined;
}

/** From proc(5) on Linux; elsewhere a shell is asked, which inherits it. */
function softLimit(): string | undefined {
  try {
    return /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  } catch {
    if (process.platform === 'win32') return undefined;
    const { stdout } = spawnSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' });
    return stdout?.trim();
  }
}
