import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../core/database/open.js';
import type { FollowFindings } from '../../core/follow/findings.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { EventTotals, LedgerEvent } from '../../local/async/ledger.js';
import { startLocalLambda } from '../../local/start.js';
import type { RunReport } from '../../results/document/run-report.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { runScenario } from '../run/run-scenario.js';
import { followRun } from './follow-run.js';

/** What the local Lambda says really happened. */
export interface Truth {
  totals: EventTotals;
  events: LedgerEvent[];
}

/** A run of events against a local Lambda, followed, and the truth about it. */
export interface Followed {
  report: RunReport;
  found: FollowFindings;
  truth: Truth;
  /** Looks once more at everything, as a later process does. */
  again(): Promise<FollowFindings>;
  /** Ends the local Lambda, and removes what was stored. */
  close(): Promise<void>;
}

/** Runs a scenario's text against a local Lambda that goes on until it is closed. */
export async function runFollowed(yaml: string): Promise<Followed> {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-'));
  const file = join(folder, 'events.yaml');
  writeFileSync(file, yaml);
  const scenario = loadScenario(file, { checkExpectation: parseExpectation });
  if (!scenario.local) throw new Error('the scenario has no local section');
  const local = await startLocalLambda(scenario.local);
  const databasePath = join(folder, 'reprise.db');
  const result = await runScenario(scenario, { databasePath, local, threads: 0 });
  if (!result?.report.follow) throw new Error('nothing was followed');
  const { report } = result;
  const answer = await fetch(`${local.url}/reprise/ledger?events`);
  const ledger = (await answer.json()) as {
    functions: Record<string, EventTotals>;
    events: LedgerEvent[];
  };
  const again = async (): Promise<FollowFindings> => {
    const database = openDatabase(databasePath);
    try {
      const control = { stop: new AbortController().signal, nowMs: Date.now };
      const change = { services: { credentials: local.credentials }, forS: 5 };
      const found = await followRun(database, report.run.id, change, control);
      if (!found) throw new Error('nothing was followed');
      return found;
    } finally {
      database.close();
    }
  };
  const close = async (): Promise<void> => {
    await local.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const truth = { totals: ledger.functions.f as EventTotals, events: ledger.events };
  return { report, found: report.follow as FollowFindings, truth, again, close };
}

type LedgerEnd = LedgerEvent['ends'][number]['condition'];

/** How many events have which end, the best of their copies' first; those without are dropped. */
export function trueEnds({ events }: Truth): Record<LedgerEnd | 'dropped', number> {
  const order: LedgerEnd[] = [
    'Success',
    'RetriesExhausted',
    'EventAgeExceeded',
    'ZeroReservedConcurrency',
  ];
  const ends = {
    Success: 0,
    RetriesExhausted: 0,
    EventAgeExceeded: 0,
    ZeroReservedConcurrency: 0,
    dropped: 0,
  };
  for (const event of events) {
    const best = order.find((each) => event.ends.some(({ condition }) => condition === each));
    ends[best ?? 'dropped']++;
  }
  return ends;
}

/** How often an event ran. */
export function attemptsOf({ attempts }: LedgerEvent): number {
  return attempts.filter(({ outcome }) => outcome !== 'throttled').length;
}

/** Events by how often they ran: none, 1, 2, 3, more. */
export function trueAttempts({ events }: Truth): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const event of events) {
    const place = Math.min(4, attemptsOf(event));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/** Events that ran to success more than once. */
export function trueDuplicates({ events }: Truth): number {
  return events.filter(
    ({ attempts }) => attempts.filter(({ outcome }) => outcome === 'succeeded').length > 1,
  ).length;
}
