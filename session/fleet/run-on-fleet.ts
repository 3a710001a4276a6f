import { defined } from '../../core/base/defined.js';
import type { Fleet } from '../../core/fleet/open-fleet.js';
import { toText } from '../../core/fleet/plain-text.js';
import type { WorkerFacts } from '../../core/fleet/worker-facts.js';
import type { ClientSettings, ResolvedEndpoint } from '../../core/invoke/client.js';
import type { Condition } from '../../core/judge/expectation.js';
import type { Verdict } from '../../core/judge/verdict.js';
import type { LaneJob } from '../../core/lanes/lane-job.js';
import type { OpenLanes } from '../../core/lanes/lanes.js';
import { formatCount } from '../../core/quantity/format.js';
import { lanesOfLoad } from '../run/lane-jobs.js';
import type { PreparedRun } from '../run/prepare-run.js';
import type { RunOptions } from '../run/run-options.js';
import { inFlightWarnings, shareText } from './share-text.js';

/** What of a run is neither in its database nor known to the fleet, and is needed to go on with it. */
export type KeptRun = Pick<PreparedRun, 'scenario' | 'routing'>;

/** Fleets of which it was said who they are: a search has many runs. */
const told = new WeakSet<Fleet>();
const toldShares = new WeakSet<Fleet>();

/**
 * Waits for the workers that a run needs, and says who they are: before anything of the run is stored.
 * Throws `RepriseError` when they do not come.
 */
export async function gatherFor(fleet: Fleet, { onNote, stop }: RunOptions): Promise<void> {
  const present = await fleet.gather(stop);
  const workers = present.slice(0, fleet.workers);
  if (told.has(fleet)) return;
  told.add(fleet);
  const names = workers.map(({ name, origin, cores }) => `${name} (${origin}, ${cores} cores)`);
  const sends =
    fleet.workers === 1
      ? '1 worker sends'
      : `${formatCount(fleet.workers)} workers send, each an equal share`;
  const spares = present.slice(fleet.workers, fleet.workers + fleet.spares);
  const others = spares.map(({ name }) => name);
  const waiting = others.length === 0 ? '' : ` In reserve: ${others.join(', ')}.`;
  onNote?.(`${sends}: ${names.join(', ')}.${waiting}`);
}

/** A run's jobs and lanes on a fleet: all workers send to the same address, whatever their environments say. */
export function onFleet(
  fleet: Fleet,
  { scenario, routing, meta: { endpoint } }: PreparedRun,
  jobs: readonly LaneJob[],
  { runId, options: { onNote, stop } }: { runId: string; options: RunOptions },
): { jobs: LaneJob[]; open: OpenLanes } {
  const open = fleet.lanesOf({
    runId,
    threads: Math.ceil(lanesOfLoad(scenario) / fleet.workers),
    isServedHere: scenario.local !== undefined,
    kept: toText({ scenario, routing } satisfies KeptRun),
    ...defined({ stop, onNote }),
    onReady: (workers) => {
      if (toldShares.has(fleet)) return;
      toldShares.add(fleet);
      onNote?.(shareText(scenario, workers));
      for (const warning of inFlightWarnings(scenario, workers.length)) onNote?.(warning);
    },
  });
  const pinned = jobs.map((job) => ({
    ...job,
    settings: sentSettings(job.settings, endpoint, scenario.local !== undefined),
  }));
  return { jobs: pinned, open };
}

/** A session's credentials stay here: only the local Lambda's, which are no secret, go over the bus. */
function sentSettings(
  { credentials, ...settings }: ClientSettings,
  { region, url: endpointUrl }: Pick<ResolvedEndpoint, 'region' | 'url'>,
  isServedHere: boolean,
): ClientSettings {
  const known = isServedHere ? defined({ credentials }) : {};
  return { ...settings, ...known, region, endpointUrl };
}

/**
 * What is expected of every run on a fleet: that nobody was lost. It shows less than was asked when one was,
 * so that it is inconclusive at best, unless an expectation speaks of what was aborted.
 */
export function lostVerdicts(
  workers: readonly WorkerFacts[],
  conditions: readonly Condition[],
): Verdict[] {
  const lost = workers.filter((worker) => worker.lost !== null);
  if (lost.length === 0 || conditions.some(({ text }) => /\baborted\b/.test(text))) return [];
  const names = lost.map(({ name }) => name).join(', ');
  return [
    {
      text: 'no worker is lost',
      verdict: 'inconclusive',
      observed: { kind: 'worded', text: `${lost.length} of ${workers.length}: ${names}` },
      ...{ value: lost.length, operator: '==', limit: 0, unit: 'count' },
      note: { kind: 'worded', text: 'expected of every fleet; its share is counted as aborted' },
    },
  ];
}
