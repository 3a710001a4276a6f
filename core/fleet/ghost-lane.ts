import type { CellData } from '../measure/cell.js';
import type { HistogramData } from '../measure/histogram.js';
import type { Tick } from '../measure/interval.js';
import type { Ledger, LedgerData } from '../measure/ledger.js';
import type { StageData } from '../measure/stage-entry.js';
import type { Arrival } from '../schedule/arrival.js';

/** Arrivals of one stage that a lost worker leaves behind. */
interface Left {
  workload: number;
  stage: number;
  /** Come due only now. */
  due: number;
  aborted: number;
}

const noHistogram: HistogramData = {
  slots: new Uint32Array(0),
  sumUs: 0,
  minUs: Number.POSITIVE_INFINITY,
  maxUs: 0,
};

/**
 * Stands in for a worker that was lost, in the books: what it had in flight, and what its shard would
 * have sent from then on, ends as `aborted`, each at its time. The plan says exactly how many there are in
 * each stage; which of them were sent and not reported, nobody knows.
 */
export class GhostLane {
  readonly #arrivals: Iterator<Arrival>;
  /** Of each stage: how many of its arrivals the worker had reported as due. */
  readonly #known = new Map<string, number>();
  #next: Arrival | undefined;
  #inFlight: Left[];

  /** `arrivals` are those of its shard; `said` is all that it had reported. */
  constructor(arrivals: Iterator<Arrival>, said: Ledger) {
    this.#arrivals = arrivals;
    for (const { workload, stage, due } of said.stages()) {
      this.#known.set(keyOf(workload, stage), due);
    }
    this.#inFlight = inFlightOf(said);
    this.#next = this.#advance();
  }

  /** Whether nothing more comes of it. */
  get isOver(): boolean {
    return this.#next === undefined && this.#inFlight.length === 0;
  }

  /** What comes due of its share before a time of the run. */
  tickTo(endUs: number, lane: number): Tick {
    const left = new Map<string, Left>();
    for (const each of this.#inFlight) left.set(keyOf(each.workload, each.stage), each);
    this.#inFlight = [];
    while (this.#next && this.#next.intendedUs < endUs) {
      const { workload, stage } = this.#next;
      const key = keyOf(workload, stage);
      const entry = left.get(key) ?? { workload, stage, due: 0, aborted: 0 };
      left.set(key, { ...entry, due: entry.due + 1, aborted: entry.aborted + 1 });
      this.#next = this.#advance();
    }
    return {
      ...{ lane, endUs, ledger: ledgerOf([...left.values()]), inFlight: 0, maxInFlight: 0 },
      ...{ samples: [], health: { busyShare: 0, gcMs: 0 } },
    };
  }

  /** The next arrival that the worker had not reported: of each stage it had the first ones. */
  #advance(): Arrival | undefined {
    for (;;) {
      const { done, value } = this.#arrivals.next();
      if (done) return undefined;
      const key = keyOf(value.workload, value.stage);
      const known = this.#known.get(key) ?? 0;
      if (known === 0) return value;
      this.#known.set(key, known - 1);
    }
  }
}

function inFlightOf(said: Ledger): Left[] {
  const ended = new Map<string, number>();
  for (const { key, count } of said.cells()) {
    const at = keyOf(key.workload, key.stage);
    ended.set(at, (ended.get(at) ?? 0) + count);
  }
  return [...said.stages()].flatMap(({ workload, stage, due }) => {
    const aborted = due - (ended.get(keyOf(workload, stage)) ?? 0);
    return aborted > 0 ? [{ workload, stage, due: 0, aborted }] : [];
  });
}

function ledgerOf(left: readonly Left[]): LedgerData {
  return {
    stages: left.filter(({ due }) => due > 0).map(stageOf),
    cells: left.map(cellOf),
  };
}

function stageOf({ workload, stage, due }: Left): StageData {
  return {
    ...{ workload, stage, due, sent: 0, lateness: noHistogram },
    firstSentUs: Number.POSITIVE_INFINITY,
    lastSentUs: Number.NEGATIVE_INFINITY,
  };
}

function cellOf({ workload, stage, aborted }: Left): CellData {
  return {
    ...{ workload, stage, kind: 'aborted', start: 'unknown', version: '', count: aborted },
    ...{ reports: 0, recordedOk: 0, recordedFailed: 0, billedMs: 0, billedMbMs: 0 },
    ...{ maxMemoryUsedMb: 0, memorySizeMb: 0, details: [], tenants: [] },
    ...{ response: noHistogram, service: noHistogram, duration: noHistogram },
    ...{ init: noHistogram, billed: noHistogram, memory: noHistogram },
  };
}

function keyOf(workload: number, stage: number): string {
  return `${workload}/${stage}`;
}
