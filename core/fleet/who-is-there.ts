import { setTimeout as sleep } from 'node:timers/promises';
import { Bus } from './bus.js';
import { fleetSubjects, type Heartbeat, type Hello, runSubjects } from './protocol.js';

/** Workers say hello every quarter of a second, unless a coordinator keeps them waiting for its answer. */
const listenMs = 1500;

/** Who of a fleet can be heard. */
export interface FleetMembers {
  /** Those who wait for a run, by name. */
  waiting: Hello[];
  /** How many send at this moment, in all runs on this bus. */
  sending: number;
}

/** Listens for a moment. Throws `RepriseError` when there is no bus. */
export async function whoIsThere(url: string, fleet: string): Promise<FleetMembers> {
  const bus = await Bus.connect(url, 'list');
  try {
    const waiting = new Map<string, Hello>();
    const sending = new Set<string>();
    bus.listen<Hello>(fleetSubjects(fleet).hello, (hello) => waiting.set(hello.id, hello));
    bus.listen<Heartbeat>(runSubjects('*').heartbeat, ({ run, lane }) =>
      sending.add(`${run}/${lane}`),
    );
    await sleep(listenMs);
    return {
      waiting: [...waiting.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      sending: sending.size,
    };
  } finally {
    await bus.close();
  }
}
