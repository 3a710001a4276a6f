import type { ExitCode } from '../base/exit-codes.js';
import type { LateStart } from '../schedule/late-start.js';
import type { WorkerAccount } from './accounts.js';
import type { ClockOffset } from './clock-offset.js';

/** The version of everything that is said on the bus: coordinator and workers must speak the same. */
export const protocol = 1;

/** How often both sides say that they are there. */
export const beatMs = 250;

/** Who has not been heard for so long is lost. */
export const lostAfterMs = 2000;

/** A worker without its coordinator for so long stops sending load. */
export const orphanedAfterMs = 30_000;

/**
 * Where a lost worker is replaced, one that does not reach the bus for so long sends nothing more, so that
 * nothing is sent twice.
 */
export const cutOffAfterMs = 4000;

/** Its replacement sends what comes due so long after it was heard last: then it has stopped, even if it was starved. */
export const takeOverAfterMs = cutOffAfterMs + lostAfterMs + 1000;

/** What becomes of a run whose worker is lost. */
export const lostPolicies = ['stop', 'replace', 'continue'] as const;
export type LostPolicy = (typeof lostPolicies)[number];

/** What a worker says of itself, again and again, while it has nothing to do. */
export interface Hello {
  /** Random, of this process. */
  id: string;
  /** As reports show it. */
  name: string;
  version: string;
  protocol: number;
  node: string;
  host: string;
  cores: number;
  /** Where it sends from, as whoever started it says. */
  origin: string;
}

/** Asks all workers of a fleet who they are; it says when, by the wall clock of who asks. */
export interface Who {
  sentUs: number;
}

/** What each of them answers. */
export interface Here {
  /** As in its hello. */
  id: string;
  /** Of the question. */
  sentUs: number;
  /** By its own wall clock. */
  atUs: number;
  /** That it sends from, as far as it knows. */
  account: string | undefined;
}

/** What a hello is answered. */
export type HelloAnswer =
  | { kind: 'wait' }
  | { kind: 'refused'; why: string; hint: string }
  | { kind: 'assigned'; assignment: Assignment };

/** A worker's part in a run. */
export interface Assignment {
  run: string;
  /** Its shard of so many. */
  lane: number;
  workers: number;
  epoch: number;
  /** The process that is meant, by its hello. */
  worker: string;
  onLost: LostPolicy;
  /** How many threads the load needs on it. */
  threads: number;
  /** By their SHA-256 (`BlobRequest`): the lane's job as text, and the payloads as an SQLite file. */
  job: BlobName;
  payloads: BlobName;
}

/** A piece of data that is known by its hash. */
export interface BlobName {
  sha256: string;
  size: number;
}

/** Asks for a part of a blob; the answer is the bytes, or nothing where there is no such blob. */
export interface BlobRequest {
  sha256: string;
  offset: number;
}

/** The bytes of one answer: a server takes messages of up to 1 MB by default. */
export const blobPartSize = 256 * 1024;

/** What the coordinator's clock says: when it was asked and when it answers. */
export interface TimeAnswer {
  receivedUs: number;
  answeredUs: number;
}

/** A worker can send, or cannot. */
export interface Ready {
  lane: number;
  epoch: number;
  clock: ClockOffset;
  threads: number;
  account?: WorkerAccount;
  failure?: { message: string; hint?: string; exitCode?: ExitCode };
}

/** The coordinator's time 0, by its monotonic clock and since the Unix epoch. */
export interface Start {
  t0Us: number;
  wallUs: number;
}

/** A worker knows its own time 0, and waits for `go`. */
export interface Armed {
  lane: number;
  epoch: number;
}

/** Ends a run before its plan does. */
export interface Order {
  type: 'stop' | 'abort';
}

/** In the log: what a worker of that epoch still says is not taken. */
export interface Gone {
  lane: number;
  epoch: number;
  how: string;
  policy: LostPolicy;
  /** When it was given up, in microseconds of the run. */
  atUs: number;
}

/** In the log: another worker takes the place of one that is lost. */
export interface Taken {
  lane: number;
  /** Its own. */
  epoch: number;
  hello: Hello;
  clock: ClockOffset;
  threads: number;
  account: WorkerAccount;
  late: LateStart;
}

/** Tells a worker that it takes a lost one's place. */
export interface Join {
  lane: number;
  epoch: number;
  worker: string;
  start: Start;
  late: LateStart;
}

/** In the log: a coordinator goes on with the run, and those of lower epochs say nothing more. */
export interface Resumed {
  epoch: number;
}

/** What a worker says every `beatMs`. */
export interface Heartbeat {
  run: string;
  lane: number;
  epoch: number;
  /** The most ticks that ever waited for the log. */
  longestQueue: number;
}

/** What the coordinator says every `beatMs`; all that a worker may have missed is in it. */
export interface Beat {
  /** Everything up to this time of the run is in the database. */
  committedUs: number;
  order?: Order['type'];
  gone: { lane: number; epoch: number }[];
  joins: Join[];
  /** The run has ended: nothing more is wanted of anybody. */
  isOver: boolean;
}

/** The subjects that a fleet's members meet on. */
export function fleetSubjects(fleet: string) {
  const at = (what: string): string => `rp.${fleet}.${what}`;
  return {
    ...{ hello: at('hello'), time: at('time'), blob: at('blob') },
    ...{ who: at('who'), here: at('here') },
  };
}

/** The subjects of one run; those of the log are kept by the stream. */
export function runSubjects(run: string) {
  const at = (what: string): string => `rp.${run}.${what}`;
  return {
    ready: at('ready'),
    armed: at('armed'),
    heartbeat: at('hb'),
    beat: at('beat'),
    log: at('log.>'),
    start: at('log.start'),
    go: at('log.go'),
    order: at('log.order'),
    gone: (lane: number | '*') => at(`log.gone.${lane}`),
    tick: (lane: number | '*') => at(`log.tick.${lane}`),
    taken: (lane: number) => at(`log.taken.${lane}`),
    record: (part: number) => at(`log.record.${part}`),
    state: (lane: number, epoch: number) => at(`log.state.${lane}.${epoch}`),
    resumed: at('log.resumed'),
    probe: at('log.probe'),
  };
}

/** The stream that keeps a run's log. */
export function streamOf(run: string): string {
  return `RP_${run}`;
}

/** Whether a stream keeps a run's log. */
export function isLog(stream: string): boolean {
  return stream.startsWith('RP_');
}

/** Names become parts of subjects, where dots and blanks mean something. */
export const fleetNameSyntax = /^[A-Za-z0-9_-]{1,64}$/;
