import { withDatabase } from '../../core/database/with-database.js';
import type { Comparison, Tolerances } from '../../core/judge/compare/comparison.js';
import { comparisonVerdicts } from '../../core/judge/compare/comparison-verdicts.js';
import type { IgnoreRule } from '../../core/judge/compare/json-path.js';
import { judgePairs } from '../../core/judge/compare/judge-pairs.js';
import { PairTable } from '../../core/judge/compare/pair-table.js';
import { ResponseComparer } from '../../core/judge/compare/response-comparer.js';
import { redactionOf } from '../../core/lanes/redaction.js';
import type { PairedAnswer } from '../../core/measure/paired-answer.js';
import type { RunBooks } from '../../core/measure/run-books.js';
import { lateLimitUs } from '../../results/document/lateness.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { RunOptions } from '../run/run-options.js';
import { type RunResult, runScenario } from '../run/run-scenario.js';

/** What the sides are held against, and what of their responses does not count. */
export interface CompareRules {
  tolerances: Tolerances;
  ignored: readonly IgnoreRule[];
}

/** A comparison that has ended, in whatever way, with the run that it was. */
export interface CompareResult extends RunResult {
  comparison: Comparison;
}

/**
 * Runs a paired scenario (`compareScenario`) and judges it: the pairs are put together as their legs
 * end, responses are compared and forgotten, and the metrics are judged at the end, on whatever came.
 * Stored as a run whose verdicts are the metrics'. Undefined when `confirm` refused. Throws as
 * `runScenario` does.
 */
export async function compareFunctions(
  scenario: Scenario,
  { tolerances, ignored }: CompareRules,
  options: RunOptions,
): Promise<CompareResult | undefined> {
  const legs = scenario.workloads.length;
  const table = new PairTable(plannedPairs(scenario), legs);
  const responses = tolerances.metrics.includes('responses')
    ? new ResponseComparer(legs, ignored, undefined, await redactOf(scenario, options))
    : undefined;
  let comparison: Comparison | undefined;
  const result = await runScenario(scenario, {
    ...options,
    onAnswer: (answer: PairedAnswer) => {
      table.enter(answer);
      responses?.add(answer);
    },
    judge: (books) => {
      const isGeneratorLate = wasLate(books);
      comparison = judgePairs({ table, responses, isGeneratorLate }, tolerances);
      return comparisonVerdicts(comparison);
    },
  });
  return result && comparison && { ...result, comparison };
}

/** In a tenth of the invocations: a stall or two move no median, but this does. */
function wasLate(books: RunBooks): boolean {
  const total = books.total();
  return total.lateness.percentileUs(90) > lateLimitUs(total);
}

function plannedPairs({ workloads }: Scenario): number {
  const stage = workloads[0]?.stages[0];
  return stage?.maxInvocations ?? 0;
}

/** By the rules of the recording that is sent, where it has any. */
function redactOf({ workloads }: Scenario, { databasePath }: RunOptions) {
  const payloads = workloads[0]?.payloads;
  if (payloads?.kind !== 'recording') return undefined;
  return withDatabase(databasePath, { readonly: true }, (db) => {
    const redaction = redactionOf(payloads, db);
    return redaction && ((response: Uint8Array) => redaction.response(response));
  });
}
