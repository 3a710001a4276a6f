import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { Bus } from './bus.js';
import {
  type Assignment,
  fleetSubjects,
  type Hello,
  type HelloAnswer,
  protocol,
} from './protocol.js';

/** Who has not said hello for so long is not there any more. */
const presentMs = 3000;
const lookEveryMs = 50;

interface Entry {
  hello: Hello;
  heardAtMs: number;
  assignment?: Assignment;
}

/** The workers that wait for something to do, as the coordinator knows them. */
export class Roster {
  readonly #version: string;
  readonly #entries = new Map<string, Entry>();
  readonly #close: () => void;
  readonly #nowMs: () => number;

  constructor(
    bus: Pick<Bus, 'answer'>,
    fleet: string,
    version: string,
    nowMs = () => performance.now(),
  ) {
    this.#version = version;
    this.#nowMs = nowMs;
    this.#close = bus.answer<Hello>(fleetSubjects(fleet).hello, (hello) => this.#answer(hello));
  }

  /** Those who wait now, by name. */
  present(): Hello[] {
    return [...this.#entries.values()]
      .filter(({ heardAtMs, assignment }) => !assignment && this.#isRecent(heardAtMs))
      .map(({ hello }) => hello)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Waits until so many are there. Throws `RepriseError` that says who is, when they are not there in time,
   * or `stop` is aborted.
   */
  async gather(count: number, withinMs: number, stop?: AbortSignal): Promise<Hello[]> {
    const untilMs = this.#nowMs() + withinMs;
    for (;;) {
      const present = this.present();
      if (present.length >= count) return present;
      if (stop?.aborted) throw stopped();
      if (this.#nowMs() >= untilMs) throw missing(present, count, withinMs);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  /** What a worker is told when it says hello next. */
  assign(id: string, assignment: Omit<Assignment, 'worker'>): void {
    const entry = this.#entries.get(id);
    if (entry) entry.assignment = { ...assignment, worker: id };
  }

  /** A worker has no part in its run any more: when it says hello again, it is free. */
  forget(id: string): void {
    this.#entries.delete(id);
  }

  /** A run is over: its workers are free again. */
  release(run: string): void {
    for (const [id, { assignment }] of this.#entries) {
      if (assignment?.run === run) this.#entries.delete(id);
    }
  }

  close(): void {
    this.#close();
  }

  #answer(hello: Hello): HelloAnswer {
    if (hello.version !== this.#version || hello.protocol !== protocol) return this.#skewed(hello);
    const known = this.#entries.get(hello.id);
    const other = [...this.#entries.values()].find(
      (entry) =>
        entry.hello.name === hello.name &&
        entry.hello.id !== hello.id &&
        this.#isRecent(entry.heardAtMs),
    );
    if (other) return sameName(hello);
    this.#entries.set(hello.id, { ...known, hello, heardAtMs: this.#nowMs() });
    return known?.assignment
      ? { kind: 'assigned', assignment: known.assignment }
      : { kind: 'wait' };
  }

  #isRecent(heardAtMs: number): boolean {
    return this.#nowMs() - heardAtMs < presentMs;
  }

  #skewed({ version, protocol: spoken }: Hello): HelloAnswer {
    const [own, theirs] = [
      `${this.#version} (protocol ${protocol})`,
      `${version} (protocol ${spoken})`,
    ];
    return {
      kind: 'refused',
      why: `This worker is reprise ${theirs}, and the run is of ${own}.`,
      hint: `Start the same version everywhere: ${this.#version}.`,
    };
  }
}

function sameName({ name }: Hello): HelloAnswer {
  return {
    kind: 'refused',
    why: `Another worker is called ${name}.`,
    hint: 'Give each a name of its own with --name, or leave it out.',
  };
}

function missing(present: readonly Hello[], count: number, withinMs: number): RepriseError {
  const there = present.map(({ name, host }) => `${name} (${host})`).join(', ');
  const which = there === '' ? 'there is none' : `there is ${there}`;
  return new RepriseError(
    `${count - present.length} of ${count} workers did not come within ${withinMs / 1000} s: ${which}.`,
    {
      hint: 'Nothing was sent. Look at the logs of the missing ones and at --fleet, which must be theirs, or give them longer with --ready-within.',
      exitCode: exitCodes.aborted,
    },
  );
}

function stopped(): RepriseError {
  return new RepriseError('Stopped while workers were awaited: nothing was sent.', {
    exitCode: exitCodes.interrupted,
  });
}
