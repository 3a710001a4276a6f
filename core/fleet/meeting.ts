import { systemClock } from '../base/clock.js';
import { BlobShelf } from './blobs.js';
import { Bus } from './bus.js';
import type { FleetOptions } from './fleet-options.js';
import { type BlobRequest, fleetSubjects, type TimeAnswer } from './protocol.js';
import { Roster } from './roster.js';

/** What a coordinator has of its fleet: who is there, and what they fetch. */
export interface Meeting {
  bus: Bus;
  roster: Roster;
  shelf: BlobShelf;
  close(): Promise<void>;
}

/** Comes to a fleet as its coordinator, on a bus or by its address. Throws `RepriseError` where there is none. */
export async function meet(
  { fleet, version }: Pick<FleetOptions, 'fleet' | 'version'>,
  at: string | Bus,
): Promise<Meeting> {
  const bus = typeof at === 'string' ? await Bus.connect(at, 'coordinator') : at;
  const roster = new Roster(bus, fleet, version);
  const shelf = new BlobShelf();
  const subjects = fleetSubjects(fleet);
  bus.answer(subjects.time, timeNow);
  bus.answer<BlobRequest>(subjects.blob, (request) => shelf.part(request));
  return {
    ...{ bus, roster, shelf },
    async close() {
      roster.close();
      shelf.close();
      await bus.close();
    },
  };
}

function timeNow(): TimeAnswer {
  const receivedUs = systemClock.nowUs();
  return { receivedUs, answeredUs: systemClock.nowUs() };
}
