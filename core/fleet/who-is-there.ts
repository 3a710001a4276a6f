import { setTimeout as sleep } from 'node:timers/promises';
import { Bus } from './bus.js';
import { type ClockOffset, type ClockProbe, clockOffset } from './clock-offset.js';
import {
  fleetSubjects,
  type Heartbeat,
  type Hello,
  type Here,
  runSubjects,
  type Who,
} from './protocol.js';

/** Workers say hello every quarter of a second, unless a coordinator keeps them waiting for its answer. */
const listenMs = 1500;
/** Each is asked several times: the answer of the shortest way tells its clock best. */
const askEveryMs = 150;
/** Wall clocks are read to the millisecond. */
const resolutionUs = 1000;

/** A worker that can be heard. */
export interface FleetMember extends Hello {
  /** As it was named, or as its credentials say; undefined where neither does. */
  account?: string;
  /** How far its wall clock is ahead of this machine's; undefined where it did not answer. */
  clock?: ClockOffset;
}

/** Who of a fleet can be heard. */
export interface FleetMembers {
  /** Those who wait for a run, by name. */
  waiting: FleetMember[];
  /** How many send at this moment, in all runs on this bus. */
  sending: number;
}

/** Listens for a moment. Throws `RepriseError` when there is no bus. */
export async function whoIsThere(url: string, fleet: string): Promise<FleetMembers> {
  const bus = await Bus.connect(url, 'list');
  try {
    const subjects = fleetSubjects(fleet);
    const waiting = new Map<string, Hello>();
    const answers = new Answers();
    const sending = new Set<string>();
    bus.listen<Hello>(subjects.hello, (hello) => waiting.set(hello.id, hello));
    bus.listen<Here>(subjects.here, (answer) => answers.take(answer));
    bus.listen<Heartbeat>(runSubjects('*').heartbeat, ({ run, lane }) =>
      sending.add(`${run}/${lane}`),
    );
    for (let leftMs = listenMs; leftMs > 0; leftMs -= askEveryMs) {
      bus.tell(subjects.who, { sentUs: nowUs() } satisfies Who);
      await sleep(askEveryMs);
    }
    return {
      waiting: [...waiting.values()]
        .map((hello) => ({ ...hello, ...answers.of(hello) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      sending: sending.size,
    };
  } finally {
    await bus.close();
  }
}

/** What each has answered, by its id. */
class Answers {
  readonly #probes = new Map<string, ClockProbe[]>();
  readonly #accounts = new Map<string, string>();

  take({ id, sentUs, atUs, account }: Here): void {
    const probe = { sentUs, receivedUs: atUs, answeredUs: atUs, heardUs: nowUs() };
    this.#probes.set(id, [...(this.#probes.get(id) ?? []), probe]);
    if (account !== undefined) this.#accounts.set(id, account);
  }

  of({ id }: Hello): Pick<FleetMember, 'account' | 'clock'> {
    const probes = this.#probes.get(id);
    const account = this.#accounts.get(id);
    if (!probes) return {};
    const { offsetUs, errorUs } = clockOffset(probes);
    const clock = { offsetUs, errorUs: errorUs + resolutionUs };
    return account === undefined ? { clock } : { clock, account };
  }
}

function nowUs(): number {
  return Date.now() * 1000;
}
