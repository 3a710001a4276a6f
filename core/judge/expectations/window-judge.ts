import { defined } from '../../base/defined.js';
import type { PlannedWorkload, Selection } from '../../measure/run-books.js';
import type { MetricCondition } from '../expectation.js';
import type { Verdict } from '../verdict.js';
import { headOf, judgeComparison, noData } from './judge-comparison.js';
import { isOnIn, partOfWindow, type Window } from './windows.js';

interface Judged {
  fromS: number;
  toS: number;
  verdict: Verdict;
}

/** Gathers what a comparison says of each window; of the verdicts it keeps the worst and counts. */
export class WindowJudge {
  readonly #condition: MetricCondition;
  readonly #selection: Selection;
  readonly #workloads: readonly PlannedWorkload[];
  readonly #counts = { pass: 0, fail: 0, noData: 0, inconclusive: 0 };
  #worst: Judged | undefined;

  constructor(
    condition: MetricCondition,
    selection: Selection,
    workloads: readonly PlannedWorkload[],
  ) {
    this.#condition = condition;
    this.#selection = selection;
    this.#workloads = workloads;
  }

  /** Judges one window; undefined where nothing in it is what the expectation is about. */
  add(window: Window): Verdict | undefined {
    const verdict = this.#judge(window);
    if (verdict) this.enter(window, verdict);
    return verdict;
  }

  /** Enters what another has said of a window. */
  enter({ fromS, toS }: Pick<Window, 'fromS' | 'toS'>, verdict: Verdict): void {
    this.#counts[verdict.verdict] += 1;
    const judged = { fromS, toS, verdict };
    if (!this.#worst || this.#isWorse(judged, this.#worst)) this.#worst = judged;
  }

  /** Fails if any window does; else it has no data, or is inconclusive, if any window is that. */
  verdict(): Verdict {
    const worst = this.#worst;
    if (!worst) return noData(this.#condition, { why: this.#condition.metric.missing });
    const { fail, pass, noData: without, inconclusive } = this.#counts;
    const judged = pass + fail + without + inconclusive;
    const { fromS, toS, verdict } = worst;
    const isPass = verdict.verdict === 'pass';
    const alike = this.#counts[verdict.verdict];
    return {
      ...headOf(this.#condition),
      verdict: verdict.verdict,
      observed: { kind: 'window', worst: verdict.observed, isPass, fromS, toS, alike, judged },
      ...defined({ value: verdict.value }),
      windows: { lengthS: this.#condition.windowS ?? 0, judged, failed: fail, fromS, toS },
    };
  }

  #judge(window: Window): Verdict | undefined {
    const { metric, limit } = this.#condition;
    const part = partOfWindow(window, this.#selection, this.#workloads);
    const isEmpty = part.ended === 0 && part.sent === 0;
    const isOn = isOnIn(window, this.#selection, this.#workloads);
    if (metric.dimension === 'count' && limit.unit === 'count' && part.ended === 0) {
      // Where the load was on and nothing ended, none of anything is what was seen.
      return isOn ? judgeComparison(this.#condition, { ...part, ended: 1, reports: 1 }) : undefined;
    }
    const verdict = judgeComparison(this.#condition, part);
    const mayBeAbsent = isEmpty || part.ended === 0 || metric.isRare || metric.dimension === 'rate';
    return verdict.verdict === 'noData' && mayBeAbsent ? undefined : verdict;
  }

  #isWorse(a: Judged, b: Judged): boolean {
    const rank = ranks[a.verdict.verdict] - ranks[b.verdict.verdict];
    if (rank !== 0) return rank > 0;
    const { operator } = this.#condition;
    const [x = 0, y = 0] = [a.verdict.value, b.verdict.value];
    return operator === '>' || operator === '>=' ? x < y : x > y;
  }
}

const ranks = { pass: 0, inconclusive: 1, noData: 2, fail: 3 };
