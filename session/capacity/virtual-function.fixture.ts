import type { Outcome } from '../../core/invoke/outcome.js';
import { reportOfTail } from '../../core/invoke/report-line.js';
import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import type { LocalFunction, LocalLambdaConfig } from '../../local/config.js';
import type { InvokeAnswer, LambdaService } from '../../local/service.js';
import { createService } from '../../local/setup.js';
import { localCredentials } from '../../local/signature/credentials.js';
import { configOf } from '../../local/test-lambda.fixture.js';
import { VirtualClock } from '../../local/virtual-clock.fixture.js';
import type { PlannedStep } from './plan-step.js';
import { arrivalsOf, type StepRecorder } from './step-recorder.fixture.js';
import { searchInVirtualTime, type VirtualQuestion } from './virtual-search.fixture.js';

/** What a search is tried on: one function, `f`. */
export interface VirtualCase extends VirtualQuestion {
  function: LocalFunction;
  lambda?: Partial<LocalLambdaConfig>;
  poisson?: boolean;
}

/** A whole search against the local Lambda's own model, in virtual time: nothing is noisy, nothing waits. */
export async function searchVirtually(given: VirtualCase): Promise<CapacityReport> {
  const clock = new VirtualClock();
  const config = configOf({ f: given.function }, given.lambda);
  const service = createService(config, clock, localCredentials);
  const report = await searchInVirtualTime(
    given,
    (planned, nth, recorder) =>
      driveStep({ service, clock, recorder }, planned, {
        ...{ seed: nth, isPoisson: given.poisson === true },
      }),
    (seconds) => clock.advance(seconds * 1000),
  );
  await service.close();
  return report;
}

interface Lab {
  service: LambdaService;
  clock: VirtualClock;
  recorder: StepRecorder;
}

function driveStep(
  { service, clock, recorder }: Lab,
  { level, times }: PlannedStep,
  arrivals: { seed: number; isPoisson: boolean },
): void {
  const startMs = clock.nowMs();
  for (const due of arrivalsOf(level, times, arrivals)) {
    clock.advance(startMs + due.us / 1000 - clock.nowMs());
    recorder.send(due);
    invoke(service, (answer) => {
      recorder.answer(due, (clock.nowMs() - startMs) * 1000, outcomeOf(answer));
    });
  }
  clock.advance(20_000);
}

function invoke(service: LambdaService, onAnswer: (answer: InvokeAnswer) => void): void {
  service.invoke(
    { kind: 'functionRef', name: 'f', qualifier: undefined },
    {
      ...{ kind: 'invokeRequest', type: 'RequestResponse', tail: true },
      ...{ clientContext: undefined, payload: Buffer.from('{}') },
    },
    { requestId: '8f5', traceId: undefined },
    onAnswer,
  );
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
