import { outcomeKinds } from '../../../core/invoke/outcome.js';
import { askedBetween, endOf } from '../../../core/measure/asked.js';
import { type Breakdown, fold } from '../../../core/measure/fold.js';
import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import type { Interval } from '../../../core/measure/interval.js';
import { Ledger } from '../../../core/measure/ledger.js';
import type { PlannedStage, PlannedWorkload } from '../../../core/measure/run-books.js';

/** The percentiles that are drawn over time. */
export const drawnPercentiles = [50, 90, 99, 99.9] as const;

/** What is read of one second. */
export interface SecondValues {
  askedHz: number | null;
  sentHz: number;
  inFlight: number;
  response: (number | null)[];
  service: (number | null)[];
  ttfb: (number | null)[];
  latenessP99: number | null;
  failures: Map<string, number>;
}

/** How many arrivals, and in which time. */
interface Arrivals {
  second: number;
  asked: number;
  sent: number;
}

/** Reads the seconds of a run one by one, in their order. */
export class SecondReader {
  /** The second that was read last; its histograms' memory is used again. */
  readonly ledger = new Ledger();
  readonly #stages: readonly (readonly PlannedStage[])[];
  readonly #isClosed: boolean;
  /** When driving ends. */
  readonly #endS: number;
  #before: Arrivals | undefined;

  /** \`untilS\` is when the run was cut off; infinite: it comes to the end of its plan. */
  constructor(workloads: readonly PlannedWorkload[], untilS: number) {
    this.#stages = workloads.map(({ stages }) => stages);
    const all = this.#stages.flat();
    this.#isClosed = all.every(({ concurrency }) => concurrency !== undefined);
    this.#endS = Math.min(untilS, Math.max(...all.map(endOf)));
  }

  read({ second, ledger, maxInFlight }: Interval): SecondValues {
    this.ledger.clear();
    this.ledger.addData(ledger);
    const part = fold(this.ledger);
    return {
      ...this.#rates({ second, asked: this.#asked(second), sent: part.sent }),
      inFlight: maxInFlight,
      response: percentilesOf(part.response),
      service: percentilesOf(part.service),
      ttfb: percentilesOf(part.stream.ttfb),
      latenessP99: part.lateness.count === 0 ? null : part.lateness.percentileUs(99),
      failures: failuresOf(part),
    };
  }

  /**
   * The second in which driving ends is not a whole one: it is taken together with the one before, so
   * that neither does the rate seem to fall nor one arrival in a few milliseconds make a peak.
   */
  #rates(now: Arrivals): Pick<SecondValues, 'askedHz' | 'sentHz'> {
    const before = this.#before?.second === now.second - 1 ? this.#before : undefined;
    this.#before = now;
    const drivenS = this.#endS - now.second;
    const isPart = drivenS > 0 && drivenS < 1;
    const over = !isPart ? 1 : before ? 1 + drivenS : drivenS;
    const rate = (of: 'asked' | 'sent'): number =>
      (now[of] + (isPart && before ? before[of] : 0)) / over;
    return { askedHz: this.#isClosed ? null : rate('asked'), sentHz: rate('sent') };
  }

  /** What the load says; recorded timing, and plans that say nothing else, ask for what came due. */
  #asked(second: number): number {
    const toS = Math.min(second + 1, this.#endS);
    let asked = 0;
    for (const [workload, stages] of this.#stages.entries()) {
      for (const [index, stage] of stages.entries()) {
        if (stage.concurrency !== undefined) continue;
        const due = this.ledger.stageOf(workload, index)?.due ?? 0;
        asked += askedBetween(stage, second, toS) ?? due;
      }
    }
    return asked;
  }
}

function percentilesOf(histogram: LatencyHistogram): (number | null)[] {
  return drawnPercentiles.map((p) => (histogram.count === 0 ? null : histogram.percentileUs(p)));
}

function failuresOf({ outcomes, throttles }: Breakdown): Map<string, number> {
  const failures = new Map(throttles);
  for (const kind of outcomeKinds) {
    if (kind === 'ok' || kind === 'throttled' || outcomes[kind] === 0) continue;
    failures.set(kind, outcomes[kind]);
  }
  return failures;
}
