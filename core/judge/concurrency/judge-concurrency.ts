import type { PlannedWorkload, RunBooks } from '../../measure/run-books.js';
import { DemandWatch } from './demand-watch.js';
import type {
  ConcurrencyEvidence,
  ConcurrencyFindings,
  DemandFinding,
  ProvisionedFinding,
  ThrottlingFinding,
} from './findings.js';
import { gapsOf } from './gaps.js';
import { judgeDemand } from './judge-demand.js';
import { judgeProvisioned } from './judge-provisioned.js';
import { judgeThrottling } from './judge-throttling.js';
import type { LimitsEvidence } from './limits.js';
import { type Load, loadsOf, poolOf, qualifiedLoadsOf } from './load.js';
import { LoadReader, type LoadSecond, type RunSecond } from './load-second.js';
import { ThrottleWatch } from './throttle-watch.js';

/** Of the account's pool, whichever functions take from it; all others are of a function. */
const poolReason = 'ConcurrentInvocationLimitExceeded';

/**
 * Says of a run at which concurrency throttling began and by which limit, whether provisioned
 * concurrency held, and what concurrency the load needed. Pure; goes through the seconds once.
 */
export function judgeConcurrency(evidence: ConcurrencyEvidence): ConcurrencyFindings {
  const { books, limits } = evidence;
  const judge = new ConcurrencyJudge(books.workloads, limits);
  for (const second of evidence.seconds) judge.add(second);
  return judge.findings(books);
}

/** The same while the run goes on: takes its seconds as they close, and keeps no more than a few. */
export class ConcurrencyJudge {
  readonly #limits: LimitsEvidence | undefined;
  readonly #functions: readonly LoadWatch[];
  readonly #qualified: readonly LoadWatch[];
  readonly #pool: LoadWatch | undefined;

  constructor(workloads: readonly PlannedWorkload[], limits: LimitsEvidence | undefined) {
    const pool = poolOf(workloads, limits);
    this.#limits = limits;
    this.#functions = loadsOf(workloads).map((load) => new LoadWatch(load));
    this.#qualified = qualifiedLoadsOf(workloads).map((load) => new LoadWatch(load));
    this.#pool = pool && new LoadWatch(pool);
  }

  /** Takes the next second, in order. */
  add(second: RunSecond): void {
    for (const watch of this.#functions) watch.add(second);
    for (const watch of this.#qualified) watch.add(second);
    this.#pool?.add(second);
  }

  /** What the seconds so far say; `books` are of them. */
  findings(books: RunBooks): ConcurrencyFindings {
    const limits = this.#limits;
    const ofPool = this.#pool?.throttling(limits, (reason) => reason === poolReason) ?? [];
    const ofFunctions = this.#functions.flatMap((watch) =>
      watch.throttling(limits, (reason) => reason !== poolReason || !this.#isInPool(watch)),
    );
    return {
      throttling: [...ofPool, ...ofFunctions].sort((a, b) => a.firstS - b.firstS),
      provisioned: limits
        ? this.#qualified.flatMap((watch) => watch.provisioned(books, limits))
        : [],
      demand: this.#functions.flatMap((watch) => watch.demandOf(books)),
      notes: gapsOf(books.workloads, limits),
    };
  }

  /** A function whose reservation was taken away after it was read is throttled with the pool all the same. */
  #isInPool({ load }: LoadWatch): boolean {
    return load.functions.every((name) => this.#pool?.load.functions.includes(name));
  }
}

/** Everything that is followed of one load. */
class LoadWatch {
  readonly load: Load;
  readonly #reader: LoadReader;
  readonly #demand = new DemandWatch();
  readonly #throttles = new Map<string, ThrottleWatch>();
  #peakInFlight = 0;
  #peakHz = 0;
  #peakRunning = 0;

  constructor(load: Load) {
    this.load = load;
    this.#reader = new LoadReader(load);
  }

  add(second: RunSecond): void {
    const load = this.#reader.read(second);
    this.#demand.add(load);
    this.#peakInFlight = Math.max(this.#peakInFlight, load.peakInFlight);
    this.#peakHz = Math.max(this.#peakHz, load.sent);
    // A throttle is in flight until it is answered, and has not run.
    const running = load.throttled > 0 ? load.running : load.peakInFlight;
    this.#peakRunning = Math.max(this.#peakRunning, running);
    this.#addThrottles(load);
  }

  throttling(
    limits: LimitsEvidence | undefined,
    isWanted: (reason: string) => boolean,
  ): ThrottlingFinding[] {
    const { networkShare } = this.#demand;
    return [...this.#throttles].flatMap(([reason, { throttling }]) =>
      throttling && isWanted(reason)
        ? [judgeThrottling({ reason, load: this.load, throttling, limits, networkShare })]
        : [],
    );
  }

  provisioned(books: RunBooks, limits: LimitsEvidence): ProvisionedFinding[] {
    const { functions, qualifier = '', workloads, isWhole } = this.load;
    const use = {
      ...{ functionName: functions[0] as string, qualifier, workloads: [...workloads] },
      ...{ peakInFlight: this.#peakInFlight, peakHz: this.#peakHz, isSampled: !isWhole },
      peakRunning: this.#peakRunning * (1 - this.#demand.networkShare),
    };
    const finding = judgeProvisioned(use, books, limits);
    return finding ? [finding] : [];
  }

  demandOf(books: RunBooks): DemandFinding[] {
    const stages = books.workloads.flatMap((workload, at) =>
      this.load.workloads.has(at)
        ? workload.stages.map((_, stage) => ({ workload: at, stage }))
        : [],
    );
    const isClosed = stages.every(
      ({ workload, stage }) => books.workloads[workload]?.stages[stage]?.concurrency !== undefined,
    );
    const account = books.part({ stages });
    const drivenS = account.rate?.drivenS ?? books.drivenS(stages);
    const finding = judgeDemand(this.load, this.#demand, account, { isClosed, drivenS });
    return finding ? [finding] : [];
  }

  #addThrottles(load: LoadSecond): void {
    for (const reason of load.throttles.keys()) {
      if (!this.#throttles.has(reason)) this.#throttles.set(reason, new ThrottleWatch(reason));
    }
    for (const watch of this.#throttles.values()) watch.add(load);
  }
}
