import type { Outcome, OutcomeKind } from '../invoke/outcome.js';
import { type CellData, type CellKey, LedgerCell, type StartKind } from './cell.js';
import type { Sample } from './sample.js';
import { type StageData, StageEntry } from './stage-entry.js';

/** A `Ledger` as plain data, to be posted to another thread. */
export interface LedgerData {
  stages: StageData[];
  cells: CellData[];
}

/**
 * The books of some part of a run (a quarter second of one lane, a second of all lanes, all of it):
 * what came due, and what it ended in, by workload, stage, outcome, executed version and kind of
 * start. Ledgers merge: `add` is associative and commutative, so it does not matter in which parts
 * the samples were kept.
 *
 * Over everything that came due and is no longer in flight, the cells' counts add up to `due`.
 */
export class Ledger {
  readonly #stages = new Map<number, StageEntry>();
  /** By stage key, then by outcome and start, then by version: no key is built on the hot path. */
  readonly #cells = new Map<number, Map<string, LedgerCell>[]>();
  /** All that were told apart so far; bounded, since what answers may name as many as it likes. */
  readonly #versions = new Set<string>();
  /** Nearly always the next is of the same. */
  #lastStage: StageEntry | undefined;
  #lastCell: LedgerCell | undefined;

  /** An arrival's time has come. */
  arrivalDue(workload: number, stage: number): void {
    this.#stage(workload, stage).due += 1;
  }

  /** An arrival was handed to the network. */
  sent(workload: number, stage: number, intendedUs: number, sentUs: number): void {
    const entry = this.#stage(workload, stage);
    entry.sent += 1;
    if (sentUs < entry.firstSentUs) entry.firstSentUs = sentUs;
    if (sentUs > entry.lastSentUs) entry.lastSentUs = sentUs;
    entry.lateness.record(sentUs - intendedUs);
  }

  /** An arrival has ended. */
  record(sample: Sample): void {
    const { workload, stage } = sample.arrival;
    const { outcome } = sample;
    this.#cell(workload, stage, outcome.kind, startOf(outcome), versionOf(outcome)).record(sample);
  }

  add(other: Ledger): void {
    this.addData(other.toData());
  }

  addData(data: LedgerData): void {
    for (const stage of data.stages) this.#stage(stage.workload, stage.stage).add(stage);
    for (const cell of data.cells) {
      this.#cell(cell.workload, cell.stage, cell.kind, cell.start, cell.version).add(cell);
    }
  }

  /** Only what is not empty. */
  toData(): LedgerData {
    const stages: StageData[] = [];
    for (const entry of this.#stages.values()) if (entry.due > 0) stages.push(entry.toData());
    const cells: CellData[] = [];
    for (const cell of this.cells()) if (cell.count > 0) cells.push(cell.toData());
    return { stages, cells };
  }

  static fromData(data: LedgerData): Ledger {
    const ledger = new Ledger();
    ledger.addData(data);
    return ledger;
  }

  *stages(): IterableIterator<StageEntry> {
    yield* this.#stages.values();
  }

  /** Nothing has come due in a stage that has no entry. */
  stageOf(workload: number, stage: number): StageEntry | undefined {
    return this.#stages.get(stageKey(workload, stage));
  }

  *cells(): IterableIterator<LedgerCell> {
    for (const slots of this.#cells.values()) {
      for (const byVersion of slots) if (byVersion) yield* byVersion.values();
    }
  }

  /**
   * Back to empty, keeping the memory of what was in use for the next interval; what stayed empty
   * since the last call is let go, so that a run of a thousand stages holds those of the moment.
   */
  clear(): void {
    for (const [key, entry] of this.#stages) {
      if (entry.due === 0) this.#stages.delete(key);
      else entry.clear();
    }
    for (const [key, slots] of this.#cells) {
      if (!clearSlots(slots)) this.#cells.delete(key);
    }
    this.#versions.clear();
    this.#lastStage = undefined;
    this.#lastCell = undefined;
  }

  #stage(workload: number, stage: number): StageEntry {
    const last = this.#lastStage;
    if (last !== undefined && last.workload === workload && last.stage === stage) return last;
    this.#lastStage = this.#findStage(workload, stage);
    return this.#lastStage;
  }

  #findStage(workload: number, stage: number): StageEntry {
    const key = stageKey(workload, stage);
    let entry = this.#stages.get(key);
    if (!entry) {
      entry = new StageEntry(workload, stage);
      this.#stages.set(key, entry);
    }
    return entry;
  }

  #cell(
    workload: number,
    stage: number,
    kind: OutcomeKind,
    start: StartKind,
    version: string,
  ): LedgerCell {
    const last = this.#lastCell;
    if (last !== undefined && isOf(last.key, workload, stage, kind, start, version)) return last;
    this.#lastCell = this.#findCell(workload, stage, kind, start, version);
    return this.#lastCell;
  }

  #findCell(
    workload: number,
    stage: number,
    kind: OutcomeKind,
    start: StartKind,
    named: string,
  ): LedgerCell {
    const version = this.#versionOf(named);
    const key = stageKey(workload, stage);
    let slots = this.#cells.get(key);
    if (!slots) {
      slots = [];
      this.#cells.set(key, slots);
    }
    const slot = slotOf(kind, start);
    let byVersion = slots[slot];
    if (!byVersion) {
      byVersion = new Map();
      slots[slot] = byVersion;
    }
    let cell = byVersion.get(version);
    if (!cell) {
      cell = new LedgerCell({ workload, stage, kind, start, version });
      byVersion.set(version, cell);
    }
    return cell;
  }

  #versionOf(version: string): string {
    if (version === '' || this.#versions.has(version)) return version;
    if (this.#versions.size >= maxVersions) return otherVersion;
    this.#versions.add(version);
    return version;
  }
}

/** Executed versions told apart in one ledger; an alias routes to two. */
export const maxVersions = 100;

/** Stands for the executed versions beyond `maxVersions`. */
export const otherVersion = '(other)';

/** Empties the cells of a stage, and lets those go that were empty. False: none is left. */
function clearSlots(slots: readonly (Map<string, LedgerCell> | undefined)[]): boolean {
  let isInUse = false;
  for (const byVersion of slots) {
    for (const [version, cell] of byVersion ?? []) {
      if (cell.count === 0) byVersion?.delete(version);
      else cell.clear();
    }
    isInUse ||= byVersion !== undefined && byVersion.size > 0;
  }
  return isInUse;
}

function isOf(
  key: CellKey,
  workload: number,
  stage: number,
  kind: OutcomeKind,
  start: StartKind,
  version: string,
): boolean {
  return (
    key.kind === kind &&
    key.start === start &&
    key.version === version &&
    key.workload === workload &&
    key.stage === stage
  );
}

/** More stages than a scenario can have in one workload. */
const maxStages = 65_536;

function stageKey(workload: number, stage: number): number {
  return workload * maxStages + stage;
}

const kindSlots: Record<OutcomeKind, number> = {
  ok: 0,
  functionError: 3,
  throttled: 6,
  rejected: 9,
  serviceError: 12,
  transportError: 15,
  dropped: 18,
  aborted: 21,
};

const startSlots: Record<StartKind, number> = { unknown: 0, cold: 1, warm: 2 };

function slotOf(kind: OutcomeKind, start: StartKind): number {
  return kindSlots[kind] + startSlots[start];
}

/** A cold start says so in its REPORT; without a REPORT nobody knows. */
export function startOf(outcome: Outcome): StartKind {
  if (outcome.kind !== 'ok' && outcome.kind !== 'functionError') return 'unknown';
  if (!outcome.report) return 'unknown';
  const { initDurationMs, restoreDurationMs } = outcome.report;
  return initDurationMs === undefined && restoreDurationMs === undefined ? 'warm' : 'cold';
}

/** Longer than any of Lambda's, which are numbers or `$LATEST`. */
const longestVersion = 128;

/** The executed version; empty where the answer named none. */
function versionOf(outcome: Outcome): string {
  if (outcome.kind !== 'ok' && outcome.kind !== 'functionError') return '';
  return outcome.executedVersion?.slice(0, longestVersion) ?? '';
}
