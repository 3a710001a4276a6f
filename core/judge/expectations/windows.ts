import { askedBetween, endOf } from '../../measure/asked.js';
import { costOf } from '../../measure/cost.js';
import { fold, sumOf } from '../../measure/fold.js';
import { Ledger, type LedgerData } from '../../measure/ledger.js';
import {
  type PlannedStage,
  type PlannedWorkload,
  type Selection,
  scopeOf,
} from '../../measure/run-books.js';
import type { Part } from './part.js';

/** A second of a run, as it is stored. */
export interface Second {
  /** The second is [second, second + 1) of the run. */
  second: number;
  ledger: LedgerData;
}

/** A stretch of the run and everything that came due or ended in it. */
export interface Window {
  fromS: number;
  toS: number;
  ledger: Ledger;
}

/**
 * Cuts a run into windows of `lengthS` whole seconds, counted from its start. The load's last second
 * is the last one in which anything came due: what ends after it (the drain) belongs to the last
 * window. Where the load does not end with a window, the last one is moved back to end with the
 * load, so that it is as long as the others and overlaps the one before; only a load shorter than
 * one window gives a window shorter than asked. Where driving ended at `untilS`, within that second,
 * so does the last window. Holds one window's seconds at a time.
 */
export function* windowsOf(
  seconds: Iterable<Second>,
  lengthS: number,
  untilS = Number.POSITIVE_INFINITY,
): IterableIterator<Window> {
  let recent: Second[] = [];
  let closedS = 0;
  let loadEndS = 0;
  for (const each of seconds) {
    if (each.ledger.stages.some(({ due }) => due > 0)) {
      // Seconds in which nothing came due were not the drain after all.
      for (let endS = closedS + lengthS; endS <= each.second; endS += lengthS) {
        yield windowOf(recent, endS - lengthS, endS);
        closedS = endS;
      }
      loadEndS = each.second + 1;
      recent = recent.filter(({ second }) => second >= loadEndS - lengthS);
    }
    recent.push(each);
  }
  if (recent.length === 0) return;
  const fromS = Math.max(0, loadEndS - lengthS);
  const last = windowOf(recent, fromS, Number.POSITIVE_INFINITY);
  yield { ...last, toS: untilS > loadEndS - 1 ? Math.min(loadEndS, untilS) : loadEndS };
}

function windowOf(seconds: readonly Second[], fromS: number, toS: number): Window {
  const ledger = new Ledger();
  for (const { second, ledger: data } of seconds) {
    if (second >= fromS && second < toS) ledger.addData(data);
  }
  return { fromS, toS, ledger };
}

/**
 * A selection within a window. What ends there counts there, whenever it was sent; a percentage of
 * arrivals is of those that ended there. The rate asked for is what the plan's stages ask on average
 * while they overlap the window.
 */
export function partOfWindow(
  { fromS, toS, ledger }: Window,
  selection: Selection,
  workloads: readonly PlannedWorkload[],
): Part {
  const breakdown = fold(ledger, scopeOf(selection));
  const arrived = sumOf(breakdown.outcomes);
  const ended = arrived - breakdown.outcomes.aborted;
  const rate = rateIn(fromS, toS, breakdown.sent, stagesOf(selection, workloads));
  const cost = costOf(breakdown.bills, workloads);
  return { ...breakdown, planned: arrived, asked: arrived, ended, cost, ...(rate && { rate }) };
}

/** Whether any of the selected stages is on in a window. */
export function isOnIn(
  { fromS, toS }: Window,
  selection: Selection,
  workloads: readonly PlannedWorkload[],
): boolean {
  return stagesOf(selection, workloads).some((stage) => overlapOf(stage, fromS, toS) > 0);
}

function stagesOf({ stages }: Selection, workloads: readonly PlannedWorkload[]): PlannedStage[] {
  return stages.flatMap(({ workload, stage }) => workloads[workload]?.stages[stage] ?? []);
}

function rateIn(
  fromS: number,
  toS: number,
  sent: number,
  stages: readonly PlannedStage[],
): Part['rate'] {
  if (stages.some(({ planned }) => planned === undefined)) return undefined;
  const on = stages.filter((stage) => overlapOf(stage, fromS, toS) > 0);
  const startS = Math.max(fromS, Math.min(...on.map((stage) => stage.startS)));
  const endS = Math.min(toS, Math.max(...on.map(endOf)));
  if (on.length === 0 || endS <= startS) return undefined;
  const reachedHz = sent / (endS - startS);
  let asked = 0;
  for (const stage of on) {
    const ofStage = askedBetween(stage, fromS, toS);
    if (ofStage === undefined) return { reachedHz };
    asked += ofStage;
  }
  return { reachedHz, askedHz: asked / (endS - startS) };
}

function overlapOf(stage: PlannedStage, fromS: number, toS: number): number {
  return Math.min(toS, endOf(stage)) - Math.max(fromS, stage.startS);
}
