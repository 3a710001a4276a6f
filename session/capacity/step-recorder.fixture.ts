import type { Outcome } from '../../core/invoke/outcome.js';
import { LatencyHistogram } from '../../core/measure/histogram.js';
import { Ledger } from '../../core/measure/ledger.js';
import { RunBooks } from '../../core/measure/run-books.js';
import { carriedOver, curveArrivals } from '../../core/schedule/curve-arrivals.js';
import { rateCurve } from '../../core/schedule/loads/rate.js';
import type { EventStep } from './event-step.js';
import type { StepTimes } from './step-scenario.js';
import type { StepSecond } from './step-seconds.js';

/** When an arrival of a step is due: its stage, and microseconds from the step's start. */
export interface Due {
  stage: number;
  us: number;
}

/** The arrivals of a step's two stages at one rate, as a plan has them. */
export function* arrivalsOf(
  rateHz: number,
  { warmUpS, measureS }: StepTimes,
  { seed, isPoisson }: { seed: number; isPoisson: boolean },
): Generator<Due> {
  let firstDue = 0;
  for (const [stage, durationS] of [warmUpS, measureS].entries()) {
    const spec = {
      ...{ kind: 'rate' as const, name: '', fromHz: rateHz, toHz: rateHz, durationS },
      arrivals: isPoisson ? ('poisson' as const) : ('uniform' as const),
    };
    const site = { seed, stream: String(stage), firstDue };
    firstDue = carriedOver(rateCurve(spec), spec, firstDue);
    const offsetUs = stage === 0 ? 0 : warmUpS * 1e6;
    for (const us of curveArrivals(rateCurve(spec), spec, site)) yield { stage, us: offsetUs + us };
  }
}

/** Enters a step in virtual time into books, as a lane does; all calls come in order of time. */
export class StepRecorder {
  readonly seconds: StepSecond[] = [];
  /** What became of its events, where they are followed. */
  events: EventStep | undefined;
  readonly #ledger = new Ledger();
  readonly #planned = [0, 0];
  #inFlight = 0;

  get inFlight(): number {
    return this.#inFlight;
  }

  send({ stage, us }: Due): void {
    this.#due(stage);
    this.#ledger.sent(0, stage, us, us);
    this.#inFlight += 1;
    const second = this.#second(us);
    second.inFlight = this.#inFlight;
    second.maxInFlight = Math.max(second.maxInFlight, this.#inFlight);
  }

  /** An arrival that found the in-flight limit reached. */
  drop(due: Due): void {
    this.#due(due.stage);
    this.#record(due, due.us, { kind: 'dropped' });
  }

  answer(due: Due, answeredUs: number, outcome: Outcome): void {
    this.#inFlight -= 1;
    this.#record(due, answeredUs, outcome);
    const second = this.#second(answeredUs);
    second.inFlight = this.#inFlight;
    if (outcome.kind === 'throttled') {
      second.throttled += 1;
      return;
    }
    second.served += 1;
    second.response.record(answeredUs - due.us);
  }

  books(rateHz: number, { warmUpS, measureS }: StepTimes): RunBooks {
    const plan = (name: string, stage: number, startS: number, durationS: number) => {
      const rate: [number, number] = [rateHz, rateHz];
      const planned = this.#planned[stage] ?? 0;
      return { name, planned, startS, durationS, peakHz: rateHz, rateHz: rate };
    };
    const stages = [plan('warm-up', 0, 0, warmUpS), plan('measured', 1, warmUpS, measureS)];
    const workload = { name: 'f', functionName: 'f', invocationType: 'RequestResponse', stages };
    return new RunBooks([workload], this.#ledger, 'finished');
  }

  #due(stage: number): void {
    this.#planned[stage] = (this.#planned[stage] ?? 0) + 1;
    this.#ledger.arrivalDue(0, stage);
  }

  #record({ stage, us }: Due, answeredUs: number, outcome: Outcome): void {
    const arrival = { index: 0, intendedUs: us, payload: 0, workload: 0, stage };
    this.#ledger.record({ arrival, sentUs: us, answeredUs, outcome, recordedAs: undefined });
  }

  #second(us: number): StepSecond {
    const wanted = Math.floor(us / 1e6);
    for (let second = this.seconds.length; second <= wanted; second++) {
      const [inFlight, maxInFlight] = [this.#inFlight, this.#inFlight];
      const none = { served: 0, throttled: 0, response: new LatencyHistogram() };
      this.seconds.push({ second, ...none, inFlight, maxInFlight });
    }
    return this.seconds[wanted] as StepSecond;
  }
}
