import { createRandom } from '../../core/base/random.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { EventBook } from '../../core/measure/event-book.js';
import type { LedgerEvent } from '../../local/async/ledger.js';
import type { LocalFunction } from '../../local/config.js';
import { createService } from '../../local/setup.js';
import { localCredentials } from '../../local/signature/credentials.js';
import { configOf } from '../../local/test-lambda.fixture.js';
import { VirtualClock } from '../../local/virtual-clock.fixture.js';
import { EventSeconds, type EventTimes } from './event-seconds.js';
import type { PlannedStep } from './plan-step.js';
import { arrivalsOf, type StepRecorder } from './step-recorder.fixture.js';
import { searchInVirtualTime, type VirtualQuestion } from './virtual-search.fixture.js';

/** What becomes of a step's events, sent at these seconds, until none is left. */
export type EventServer = (sentS: readonly number[]) => EventTimes[];

/** One queue before so many environments, first come first served; each takes so long, as drawn. */
export function firstComeFirstServed(environments: number, drawS: () => number): EventServer {
  return (sentS) => {
    const free = new Array<number>(environments).fill(0);
    return sentS.map((sent) => {
      const next = free.indexOf(Math.min(...free));
      const startS = Math.max(sent, free[next] as number);
      const endS = startS + drawS();
      free[next] = endS;
      return { sentS: sent, attempts: [{ startS, endS }], endToEndUs: (endS - sent) * 1e6 };
    });
  };
}

/** Exponential durations with this mean. */
export function exponential(meanS: number, seed: number): () => number {
  const random = createRandom(seed, 'durations');
  return () => -Math.log(1 - random()) * meanS;
}

/** The local Lambda's own queue, which tries what is throttled again after pauses that double. */
export function localQueue(f: LocalFunction): EventServer {
  const clock = new VirtualClock();
  const service = createService(configOf({ f }), clock, localCredentials);
  return (sentS) => {
    const [startMs, startEpochMs] = [clock.nowMs(), clock.epochMs()];
    const ids = new Set<string>();
    for (const sent of sentS) {
      clock.advance(startMs + sent * 1000 - clock.nowMs());
      const requestId = `${startMs}-${ids.size}`;
      ids.add(requestId);
      service.invoke(
        { kind: 'functionRef', name: 'f', qualifier: undefined },
        {
          ...{ kind: 'invokeRequest', type: 'Event', tail: false },
          ...{ clientContext: undefined, payload: Buffer.from('{}') },
        },
        { requestId, traceId: undefined },
        () => {},
      );
    }
    const own = () => service.deployment.ledger.events().filter((each) => ids.has(each.requestId));
    while (own().some(({ ends }) => ends.length === 0)) clock.advance(5000);
    const events = own();
    return events.map((event, i) => timesOf(event, sentS[i] as number, startEpochMs));
  };
}

function timesOf({ attempts, ends }: LedgerEvent, sentS: number, startMs: number): EventTimes {
  const ran = attempts.filter(({ outcome }) => outcome !== 'throttled');
  const secondsOf = (ms: number) => (ms - startMs) / 1000;
  const success = ends.find(({ condition }) => condition === 'Success');
  return {
    sentS,
    attempts: ran.map(({ startedMs, endedMs }) => ({
      startS: secondsOf(startedMs),
      endS: secondsOf(endedMs),
    })),
    ...(success && { endToEndUs: (secondsOf(success.atMs) - sentS) * 1e6 }),
  };
}

/** A search for what a function of events sustains. */
export interface VirtualEvents extends VirtualQuestion {
  serve: EventServer;
  isPoisson?: boolean;
  seed?: number;
}

/** A whole search by events, in virtual time. */
export function searchEvents(given: VirtualEvents): Promise<CapacityReport> {
  const times = { warmUpS: 10, measureS: 30, ...given.times };
  return searchInVirtualTime(
    { ...given, times },
    (planned, nth, recorder) => driveStep(given, planned, nth, recorder),
    () => {},
  );
}

function driveStep(
  { serve, isPoisson = false, seed = 1 }: VirtualEvents,
  { level, times }: PlannedStep,
  nth: number,
  recorder: StepRecorder,
): void {
  const dues = [...arrivalsOf(level, times, { seed: seed * 1000 + nth, isPoisson })];
  for (const due of dues) {
    recorder.send(due);
    recorder.answer(due, due.us, { kind: 'ok', statusCode: 202, responseBytes: 0 });
  }
  const [book, seconds] = [new EventBook(), new EventSeconds()];
  for (const event of serve(dues.map(({ us }) => us / 1e6))) {
    seconds.add(event);
    if (event.sentS >= times.warmUpS) enter(book, event);
  }
  recorder.events = { book, seconds: seconds.all() };
}

function enter(book: EventBook, { sentS, attempts, endToEndUs }: EventTimes): void {
  const hasSucceeded = endToEndUs !== undefined;
  const [first] = attempts;
  book.add({
    end: hasSucceeded ? 'completed' : 'failed',
    ...{ isOpen: false, attempts: attempts.length, successes: hasSucceeded ? 1 : 0 },
    ...{ isDeadLettered: false, isUndelivered: false },
    ...(first && { queueUs: (first.startS - sentS) * 1e6 }),
    ...(hasSucceeded && { endToEndUs }),
    reports: attempts.map(({ startS, endS = startS }) => {
      const durationMs = (endS - startS) * 1000;
      return { durationMs, billedMs: Math.ceil(durationMs), memoryMb: 128 };
    }),
  });
}
