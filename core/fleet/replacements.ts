import { areMixed } from './accounts.js';
import type { Bus } from './bus.js';
import type { FleetLane } from './fleet-lane.js';
import type { FleetLanes } from './fleet-lanes.js';
import type { LogWriter } from './log-writer.js';
import { type Hello, type Ready, runSubjects, type Taken, takeOverAfterMs } from './protocol.js';

/** Who may take a lost worker's place. */
export interface Spares {
  /** Somebody who waits, and was not called for this run before. */
  next(): Hello | undefined;
  /** Calls it to a lane. */
  assign(worker: Hello, lane: number, epoch: number): void;
  /** It has no part in the run any more. */
  release(worker: Hello): void;
}

/** What it knows of its run. */
export interface ReplacementSettings {
  run: string;
  lanes: FleetLanes;
  spares: Spares;
  writer: LogWriter;
  nowUs: () => number;
  /** Nobody is left of the run, and nobody comes. */
  onDeserted: () => void;
}

/** Somebody who was called, until it has the lane. */
interface Candidate {
  hello: Hello;
  epoch: number;
  heardAtMs: number;
  isReady: boolean;
}

/** Who was called and says nothing for so long is not waited for. */
const silentMs = 5000;
/** Where nobody sends any more, somebody who can may come within this. */
const desertedMs = 10_000;
/** From the message that it has the lane to its first arrival: some beats. */
const leadUs = 1_500_000;

/** Finds somebody for each lane whose worker is lost, and says in the log from when on it has the lane. */
export class Replacements {
  readonly #settings: ReplacementSettings;
  readonly #candidates = new Map<number, Candidate>();
  /** The last epoch that somebody was called with, by lane. */
  readonly #epochs = new Map<number, number>();
  readonly #close: () => void;
  #desertedAtMs: number | undefined;

  constructor(bus: Pick<Bus, 'answer'>, settings: ReplacementSettings) {
    this.#settings = settings;
    const { ready } = runSubjects(settings.run);
    this.#close = bus.answer<Ready>(ready, (message) => this.#onReady(message));
  }

  /** A heartbeat of somebody who has no lane yet. */
  heard(lane: number, epoch: number): void {
    const candidate = this.#candidates.get(lane);
    if (candidate?.epoch === epoch) candidate.heardAtMs = performance.now();
  }

  /** Calls somebody wherever that is due. */
  look(): void {
    const lost = this.#settings.lanes.now.filter(({ ghost, isGone }) => ghost && !isGone);
    for (const lane of lost) {
      const candidate = this.#candidates.get(lane.lane);
      if (candidate && performance.now() - candidate.heardAtMs < silentMs) continue;
      this.#candidates.delete(lane.lane);
      this.#call(lane);
    }
    this.#lookIfDeserted(lost);
  }

  /** A lane has somebody again. */
  taken(lane: number): void {
    this.#candidates.delete(lane);
  }

  close(): void {
    this.#close();
  }

  #call(lane: FleetLane): void {
    const { spares } = this.#settings;
    const hello = spares.next();
    if (!hello) return;
    const epoch = Math.max(lane.epoch, this.#epochs.get(lane.lane) ?? 0) + 1;
    this.#epochs.set(lane.lane, epoch);
    const heardAtMs = performance.now();
    this.#candidates.set(lane.lane, { hello, epoch, heardAtMs, isReady: false });
    spares.assign(hello, lane.lane, epoch);
  }

  #onReady({ lane: number, epoch, failure, clock, threads, account = {} }: Ready): true {
    const { lanes, writer, spares, run } = this.#settings;
    const candidate = this.#candidates.get(number);
    const lane = lanes.now[number];
    if (!lane || candidate?.epoch !== epoch || candidate.isReady) return true;
    // Whoever sends from another account than the others is no replacement.
    if (failure || areMixed([...lanes.now.map((each) => each.account), account])) {
      spares.release(candidate.hello);
      this.#candidates.delete(number);
      return true;
    }
    candidate.isReady = true;
    const late = lane.lateFrom(this.#fromUs(lane));
    // However long it takes until this is in the log.
    lane.ghostUntilUs = late.fromUs;
    const { hello } = candidate;
    const taken: Taken = { lane: number, epoch, hello, clock, threads, account, late };
    void writer.append(runSubjects(run).taken(number), taken, `taken.${number}.${epoch}`);
    return true;
  }

  /** Who was lost has stopped by then, of itself if need be: what comes due from then on is sent once. */
  #fromUs({ heardAtMs, done, job, lastEndUs }: FleetLane): number {
    const nowUs = this.#settings.nowUs();
    const stoppedUs = done ? 0 : nowUs + (heardAtMs + takeOverAfterMs - performance.now()) * 1000;
    const earliestUs = Math.max(nowUs + leadUs, stoppedUs, lastEndUs + 1);
    return Math.ceil(earliestUs / job.tickUs) * job.tickUs;
  }

  #lookIfDeserted(lost: readonly FleetLane[]): void {
    const { lanes, onDeserted } = this.#settings;
    const isDeserted =
      lost.length > 0 &&
      this.#candidates.size === 0 &&
      lanes.now.every(({ ghost, isGone }) => ghost || isGone);
    if (!isDeserted) this.#desertedAtMs = undefined;
    else this.#desertedAtMs ??= performance.now();
    if (performance.now() - (this.#desertedAtMs ?? Infinity) > desertedMs) onDeserted();
  }
}
