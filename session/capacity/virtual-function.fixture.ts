import type { Outcome } from '../../core/invoke/outcome.js';
import { reportOfTail } from '../../core/invoke/report-line.js';
import type { CapacityReport, CapacityStep } from '../../core/judge/capacity/capacity-report.js';
import { conclude } from '../../core/judge/capacity/conclude.js';
import { judgeObjective, parseObjective } from '../../core/judge/capacity/objective.js';
import { decide, type StepFinding } from '../../core/judge/capacity/search.js';
import { Ledger } from '../../core/measure/ledger.js';
import { RunBooks } from '../../core/measure/run-books.js';
import { carriedOver, curveArrivals } from '../../core/schedule/curve-arrivals.js';
import { rateCurve } from '../../core/schedule/loads/rate.js';
import type { LocalFunction, LocalLambdaConfig } from '../../local/config.js';
import type { InvokeAnswer, LambdaService } from '../../local/service.js';
import { createService } from '../../local/setup.js';
import { localCredentials } from '../../local/signature/credentials.js';
import { configOf } from '../../local/test-lambda.fixture.js';
import { VirtualClock } from '../../local/virtual-clock.fixture.js';
import { findingOf, observeStep } from './observe-step.js';
import type { StepTimes } from './step-scenario.js';
import type { StepSecond } from './step-seconds.js';

/** What a search is tried on: one function, `f`. */
export interface VirtualCase {
  function: LocalFunction;
  lambda?: Partial<LocalLambdaConfig>;
  slo: string;
  from?: number;
  max?: number;
  precision?: number;
  times?: Partial<StepTimes>;
  poisson?: boolean;
}

/** A whole search against the local Lambda's own model, in virtual time: nothing is noisy, nothing waits. */
export async function searchVirtually(given: VirtualCase): Promise<CapacityReport> {
  const clock = new VirtualClock();
  const config = configOf({ f: given.function }, given.lambda);
  const service = createService(config, clock, localCredentials);
  const times = { warmUpS: 3, measureS: 10, coolDownS: 10, ...given.times };
  const objective = parseObjective(given.slo);
  const precision = given.precision ?? 0.05;
  const settings = { from: given.from ?? 10, max: given.max ?? 2000, precision, maxSteps: 40 };
  const findings: StepFinding[] = [];
  const steps: CapacityStep[] = [];
  for (;;) {
    const decision = decide({ ...settings, isWhole: false }, findings);
    if (decision.kind === 'end') {
      await service.close();
      const question = {
        ...{ scenario: 'virtual', function: 'f', by: 'rate' as const, objective: [given.slo] },
        ...{ precision, headroom: 0.2 },
      };
      return conclude(question, decision.why, decision.bracket, steps);
    }
    const { level, purpose } = decision;
    const ran = new VirtualStep(service, clock, times, steps.length);
    const { books, seconds } = ran.run(level, given.poisson === true);
    const verdicts = judgeObjective(objective, books);
    const runId = String(steps.length);
    const step = observeStep({ runId, level, purpose, books, verdicts, seconds });
    steps.push(step);
    findings.push(findingOf(step, 'rate'));
    if (step.result !== 'held') clock.advance(times.coolDownS * 1000);
  }
}

/** One step: two stages at one rate, entered into books as a lane enters them. */
class VirtualStep {
  readonly #service: LambdaService;
  readonly #clock: VirtualClock;
  readonly #times: StepTimes;
  readonly #seed: number;
  readonly #ledger = new Ledger();
  readonly #seconds: StepSecond[] = [];
  #inFlight = 0;

  constructor(service: LambdaService, clock: VirtualClock, times: StepTimes, seed: number) {
    this.#service = service;
    this.#clock = clock;
    this.#times = times;
    this.#seed = seed;
  }

  run(rateHz: number, isPoisson: boolean): { books: RunBooks; seconds: StepSecond[] } {
    const startMs = this.#clock.nowMs();
    const { warmUpS, measureS } = this.#times;
    let firstDue = 0;
    const counts = [warmUpS, measureS].map((durationS, stage) => {
      const spec = {
        ...{ kind: 'rate' as const, name: '', fromHz: rateHz, toHz: rateHz, durationS },
        arrivals: isPoisson ? ('poisson' as const) : ('uniform' as const),
      };
      const offsetUs = stage === 0 ? 0 : warmUpS * 1e6;
      let count = 0;
      const site = { seed: this.#seed, stream: String(stage), firstDue };
      firstDue = carriedOver(rateCurve(spec), spec, firstDue);
      for (const us of curveArrivals(rateCurve(spec), spec, site)) {
        this.#clock.advance(startMs + (offsetUs + us) / 1000 - this.#clock.nowMs());
        this.#invoke(stage, offsetUs + us, startMs);
        count += 1;
      }
      return count;
    });
    this.#clock.advance(20_000);
    const plan = (name: string, stage: number, startS: number, durationS: number) => {
      const rate: [number, number] = [rateHz, rateHz];
      const planned = counts[stage] ?? 0;
      return { name, planned, startS, durationS, peakHz: rateHz, rateHz: rate };
    };
    const stages = [plan('warm-up', 0, 0, warmUpS), plan('measured', 1, warmUpS, measureS)];
    const workload = { name: 'f', functionName: 'f', invocationType: 'RequestResponse', stages };
    return { books: new RunBooks([workload], this.#ledger, 'finished'), seconds: this.#seconds };
  }

  #invoke(stage: number, intendedUs: number, startMs: number): void {
    const arrival = { index: 0, intendedUs, payload: 0, workload: 0, stage };
    this.#ledger.arrivalDue(0, stage);
    this.#ledger.sent(0, stage, intendedUs, intendedUs);
    this.#inFlight += 1;
    const now = this.#second(Math.floor(intendedUs / 1e6));
    now.maxInFlight = Math.max(now.maxInFlight, this.#inFlight);
    this.#service.invoke(
      { kind: 'functionRef', name: 'f', qualifier: undefined },
      {
        ...{ kind: 'invokeRequest', type: 'RequestResponse', tail: true },
        ...{ clientContext: undefined, payload: Buffer.from('{}') },
      },
      { requestId: '8f5', traceId: undefined },
      (answer) => {
        this.#inFlight -= 1;
        const answeredUs = (this.#clock.nowMs() - startMs) * 1000;
        const outcome = outcomeOf(answer);
        this.#ledger.record({
          ...{ arrival, sentUs: intendedUs, answeredUs, outcome },
          recordedAs: undefined,
        });
        const second = this.#second(Math.floor(answeredUs / 1e6));
        if (outcome.kind === 'throttled') second.throttled += 1;
        else second.served += 1;
      },
    );
  }

  #second(second: number): StepSecond {
    for (let next = this.#seconds.length; next <= second; next++) {
      this.#seconds.push({ second: next, served: 0, throttled: 0, maxInFlight: this.#inFlight });
    }
    return this.#seconds[second] as StepSecond;
  }
}

function outcomeOf(answer: InvokeAnswer): Outcome {
  if (answer.kind === 'refusal') {
    const { Reason: reason, message } = JSON.parse(answer.body.toString());
    return { kind: 'throttled', statusCode: 429, reason, errorMessage: message };
  }
  const tail = answer.kind === 'executed' ? answer.logTail : undefined;
  const report = tail === undefined ? undefined : reportOfTail(tail);
  return { kind: 'ok', statusCode: 200, responseBytes: 2, ...(report && { report }) };
}
