import path from 'node:path';
import { RepriseError } from '../../core/base/errors.js';
import type { Database } from '../../core/database/open.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { CapacityStore, type KeptSearch } from '../../results/store/capacity-store.js';
import { RunStore } from '../../results/store/run-store.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { CapacitySearchOptions } from '../../session/capacity/find-capacity.js';
import type { CapacityArgs } from './args.js';

/** What is kept with a search, so that it can be taken up again by its run alone. */
export interface AskedSearch {
  /** The flags as given, of what the search is; not where its report goes. */
  args: Partial<CapacityArgs>;
  /** The scenario's text. */
  source: string;
}

/** Flags of the call, and not of the search. */
const ofTheCall = [
  ...['db', 'out', 'open', 'quiet', 'summary', 'yes', 'resume', '_', '$0'],
  // Who sends; the address of a bus may have a password in it.
  ...['bus', 'fleet', 'workers', 'ready-within', 'readyWithin', 'on-lost', 'onLost', 'spares'],
  // What is trusted is said each time.
  ...['ca-bundle', 'caBundle', 'verify-ssl', 'verifySsl'],
];

/** What of a command line describes the search. */
export function askedOf(args: CapacityArgs, { source = '' }: Scenario): AskedSearch {
  const given = Object.entries(args).filter(
    ([name, value]) => value !== undefined && !ofTheCall.includes(name),
  );
  const file = args.scenario;
  return {
    args: {
      ...Object.fromEntries(given),
      ...(file !== undefined && { scenario: path.resolve(file) }),
    },
    source,
  };
}

/** A search that was cut off, `last` or that of a run. Throws `RepriseError` for one that was not. */
export function cutOffSearch(
  database: Database,
  reference: string,
): KeptSearch & { asked: AskedSearch } {
  const runs = new RunStore(database);
  const id = reference === 'last' ? undefined : runs.find(reference).id;
  const search = new CapacityStore(database).load(id === undefined ? 'last' : { runId: id });
  const { report, runId, isOver, asked } = search;
  if (!isOver && runs.find(runId).status === 'running') {
    throw new RepriseError(`The search of run ${runId} is still going on.`, {
      hint: `Wait for its end, or see how far it is: reprise capacity ${runId}`,
    });
  }
  if (isOver && !isCutOff(report)) {
    throw new RepriseError(`The search of run ${runId} has come to its end.`, {
      hint: 'Start a new one without --resume.',
    });
  }
  if (!isAsked(asked)) {
    throw new RepriseError(`The search of run ${runId} was stored by an earlier version.`, {
      hint: 'It did not keep what was asked for: start a new search.',
    });
  }
  return { ...search, asked };
}

const cutOffs = ['interrupted', 'budget', 'aborted', 'generator'];

function isCutOff({ why }: CapacityReport): boolean {
  return why !== null && cutOffs.includes(why.kind);
}

function isAsked(asked: unknown): asked is AskedSearch {
  return typeof asked === 'object' && asked !== null && 'args' in asked && 'source' in asked;
}

/** The flags of the search that is taken up, and over them those of the call: another budget, say. */
export function resumedArgs(
  { asked: { args: before } }: { asked: AskedSearch },
  now: CapacityArgs,
) {
  const given = Object.entries(now).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(given), by: before.by ?? now.by } as CapacityArgs;
}

/** Throws `RepriseError` where the steps so far answer another question than is asked now. */
export function refuseOtherQuestion(
  { report, runId, asked }: KeptSearch & { asked: AskedSearch },
  { source = '' }: Scenario,
  { objective }: CapacitySearchOptions,
): void {
  const hint = 'Its steps do not count for another question: start a new search without --resume.';
  if (source !== asked.source) {
    throw new RepriseError(`The scenario has changed since the search of run ${runId}.`, { hint });
  }
  const [before, now] = [report.objective.join(', '), objective.map(({ text }) => text).join(', ')];
  if (before === now) return;
  throw new RepriseError(`The search of run ${runId} was for ${before}, not for ${now}.`, { hint });
}
