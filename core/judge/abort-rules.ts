import { RepriseError } from '../base/errors.js';
import { Ledger } from '../measure/ledger.js';
import type { PlannedWorkload, RunBooks } from '../measure/run-books.js';
import type { Condition, MetricCondition } from './expectation.js';
import { judgeComparison } from './expectations/judge-comparison.js';
import { type Part, partOfRun } from './expectations/part.js';
import { selectionOf } from './expectations/scope.js';
import { WindowJudge } from './expectations/window-judge.js';
import type { Second } from './expectations/windows.js';
import type { Verdict } from './verdict.js';

/** An expectation that ends the run as soon as it fails. */
export interface AbortRule {
  condition: MetricCondition;
  /** Not looked at before this time of the run; a window counts from where it begins. */
  delayS: number;
}

/** A rule that was broken: the run is to end. */
export interface BrokenRule {
  /** The verdict at that time: `fail`. */
  verdict: Verdict;
  /** Seconds of the run. */
  atS: number;
}

/**
 * The rule that an expectation makes. Throws `RepriseError` for what cannot fail before the run is
 * over: a share of versions, which is tested once, and a count that may still grow.
 */
export function abortRule(condition: Condition, delayS = 0): AbortRule {
  if (condition.kind !== 'comparison') {
    throw new RepriseError('shares of versions are tested once, at the end of the run', {
      hint: 'Leave abortOnFail out: a test that is repeated each second finds something in the end.',
    });
  }
  const { limit, operator, windowS, metric } = condition;
  if (metric.isOfEvents) {
    throw new RepriseError('what becomes of events is known only after the run', {
      hint: 'Leave abortOnFail out.',
    });
  }
  const grows = windowS === undefined && (limit.unit === 'count' || limit.unit === 'usd');
  if (!grows || ['<', '<=', '=='].includes(operator)) return { condition, delayS };
  throw new RepriseError(`a count that is to be ${operator} ${limit.value} cannot fail early`, {
    hint: 'Leave abortOnFail out, or expect it of a window: … over 10s.',
  });
}

/**
 * Looks at the rules at the end of each second: at what the run has shown so far, or, for a rule over
 * windows, at the windows that are complete. What is inconclusive or has no data breaks no rule.
 */
export class AbortWatch {
  readonly #rules: readonly AbortRule[];
  readonly #workloads: readonly PlannedWorkload[];
  /** By length: the seconds of the window that is not yet complete. */
  readonly #open = new Map<number, Ledger>();

  constructor(rules: readonly AbortRule[], workloads: readonly PlannedWorkload[]) {
    this.#rules = rules;
    this.#workloads = workloads;
    for (const { condition } of rules) {
      if (condition.windowS !== undefined) this.#open.set(condition.windowS, new Ledger());
    }
  }

  /** Takes a second that is over; `books` gives what was seen up to its end, and is called if needed. */
  add({ second, ledger }: Second, books: () => RunBooks): BrokenRule | undefined {
    for (const open of this.#open.values()) open.addData(ledger);
    const atS = second + 1;
    let broken: BrokenRule | undefined;
    for (const rule of this.#rules) {
      if (broken || atS < rule.delayS) continue;
      const verdict = this.#judge(rule, atS, books);
      if (verdict?.verdict === 'fail' && isFinal(rule.condition, verdict))
        broken = { verdict, atS };
    }
    for (const [lengthS, open] of this.#open) if (atS % lengthS === 0) open.clear();
    return broken;
  }

  #judge(
    { condition, delayS }: AbortRule,
    atS: number,
    books: () => RunBooks,
  ): Verdict | undefined {
    const selection = selectionOf(condition.scope, this.#workloads);
    const { windowS } = condition;
    if (windowS === undefined) {
      return judgeComparison(condition, soFar(partOfRun(books(), selection)));
    }
    const ledger = this.#open.get(windowS);
    if (ledger === undefined || atS % windowS !== 0 || atS - windowS < delayS) return undefined;
    const judge = new WindowJudge(condition, selection, this.#workloads);
    judge.add({ fromS: atS - windowS, toS: atS, ledger });
    return judge.verdict();
  }
}

/** Percentages are of what has ended: the rest of the plan is not aborted yet. */
function soFar(part: Part): Part {
  const outcomes = { ...part.outcomes, aborted: 0 };
  return { ...part, outcomes, planned: part.ended, asked: part.ended };
}

/** A count that is to be exactly so much has failed for good only when it is above that. */
function isFinal({ operator, limit }: MetricCondition, { value = 0 }: Verdict): boolean {
  const grows = limit.unit === 'count' || limit.unit === 'usd';
  return operator !== '==' || !grows || value > limit.value;
}
