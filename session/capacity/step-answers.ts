import type { StepEvents } from '../../core/judge/capacity/capacity-report.js';
import type { Architecture } from '../../core/measure/cost.js';
import { defaultArchitecture, durationUsd, lambdaPrices } from '../../core/measure/cost.js';
import type { EventBook } from '../../core/measure/event-book.js';
import type { LatencyHistogram } from '../../core/measure/histogram.js';
import type { Account } from '../../core/measure/run-books.js';
import type { StepSecond } from './step-seconds.js';

/** What the measured part of a step was answered: each invocation, or in the end each event. */
export interface StepAnswers {
  served: number;
  response: LatencyHistogram;
  meanServiceUs: number | null;
  coldStarts: number;
  reports: number;
  costPerMillionUsd: number | null;
}

/** What invocations were answered. */
export function answersOf(part: Account): StepAnswers {
  const { outcomes, response, service, coldStarts, reports, cost } = part;
  const served = outcomes.ok + outcomes.functionError;
  return {
    ...{ served, response, coldStarts, reports },
    meanServiceUs: served > 0 ? service.meanUs : null,
    costPerMillionUsd: perMillionUsd(cost.durationUsd, reports, reports),
  };
}

/** What became of events: those that started in the measured part were served in it. */
export function eventAnswersOf(
  { counts, endToEnd, duration }: EventBook,
  seconds: readonly StepSecond[],
  architecture: Architecture = defaultArchitecture,
): StepAnswers {
  const { coldStarts, reports, billedMbMs, accepted } = counts;
  const usd = durationUsd(billedMbMs, architecture);
  return {
    ...{ response: endToEnd, coldStarts, reports },
    served: seconds.reduce((sum, { served }) => sum + served, 0),
    meanServiceUs: duration.count > 0 ? duration.meanUs : null,
    costPerMillionUsd: perMillionUsd(usd, reports, accepted),
  };
}

/** What a million cost, of which `of` had so many attempts in all; null without REPORTs. */
function perMillionUsd(durationUsd: number, reports: number, of: number): number | null {
  if (reports === 0 || of === 0) return null;
  return ((lambdaPrices.perRequestUsd * reports + durationUsd) / of) * 1e6;
}

/** What a report says of a step's events beside their times. */
export function stepEvents(
  { counts, queue, undecided }: EventBook,
  seconds: readonly StepSecond[],
): StepEvents {
  const { attempts, attemptsUnknown, accepted } = counts;
  const known = accepted - attemptsUnknown;
  const sum = attempts.reduce((total, events, times) => total + events * times, 0);
  return {
    mostWaiting: Math.max(0, ...seconds.map(({ inFlight }) => inFlight)),
    queueP50Us: queue.count > 0 ? queue.percentileUs(50) : null,
    queueP99Us: queue.count > 0 ? queue.percentileUs(99) : null,
    attemptsEach: known > 0 ? sum / known : null,
    pending: undecided,
  };
}
