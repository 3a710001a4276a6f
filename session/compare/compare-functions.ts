import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { withDatabase } from '../../core/database/with-database.js';
import type { Path } from '../../core/json/path.js';
import type { Comparison, Tolerances } from '../../core/judge/compare/comparison.js';
import { judgePairs, type SeenPairs } from '../../core/judge/compare/judge-pairs.js';
import { PairTable } from '../../core/judge/compare/pair-table.js';
import { ResponseComparer } from '../../core/judge/compare/response-comparer.js';
import { redactionOf } from '../../core/lanes/redaction.js';
import type { PairedAnswer } from '../../core/measure/paired-answer.js';
import type { RunBooks } from '../../core/measure/run-books.js';
import { lateLimitUs } from '../../results/document/lateness.js';
import { wholeVerdict } from '../../results/document/run-report.js';
import { comparisonVerdicts } from '../../results/document/wording/comparison-verdicts.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { followEvents } from '../follow/follow-events.js';
import { concludeRun, type RunResult } from '../run/conclude-run.js';
import { driveRun } from '../run/drive-run.js';
import { type PreparedRun, withPreparedRun } from '../run/prepare-run.js';
import type { RunOptions } from '../run/run-options.js';
import { EventPairs } from './event-pairs.js';

/** What the sides are held against, and what of their responses does not count. */
export interface CompareRules {
  tolerances: Tolerances;
  ignored: readonly Path[];
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
  refuseSample(scenario);
  const legs = scenario.workloads.length;
  const table = new PairTable(plannedPairs(scenario), legs);
  const responses = tolerances.metrics.includes('responses')
    ? new ResponseComparer(legs, ignored, undefined, await redactOf(scenario, options))
    : undefined;
  const isFollowed = scenario.workloads.some(({ follow }) => follow !== undefined);
  const events = isFollowed ? new EventPairs(plannedPairs(scenario), legs) : undefined;
  const onAnswer = (answer: PairedAnswer): void => {
    table.enter(answer);
    responses?.add(answer);
    events?.add(answer);
  };
  return withPreparedRun(scenario, options, async (prepared) => {
    const told = { ...options, onAnswer, comparing: { ignored } };
    const driven = await driveRun(prepared, events?.recording(prepared, told) ?? told);
    const isGeneratorLate = wasLate(driven.books);
    const lostWorkers = driven.workers?.filter(({ lost }) => lost !== null).length ?? 0;
    const judge = (): Comparison =>
      judgePairs(
        {
          ...{ table, responses, isGeneratorLate, lostWorkers, ...legsOf(scenario) },
          ...defined({ events }),
        },
        tolerances,
      );
    const comparison = judge();
    const result = concludeRun(prepared, driven, comparisonVerdicts(comparison));
    if (!events) return { ...result, comparison };
    events.flush();
    const followed = await followEvents(prepared, driven, { result, baseline: undefined }, options);
    events.judge(prepared, driven.runId);
    return judgedAgain(prepared, followed, judge());
  });
}

/** Its verdicts were of pairs whose events nobody knew the end of. */
function judgedAgain(
  { store }: PreparedRun,
  result: RunResult,
  comparison: Comparison,
): CompareResult {
  const { run, books, follow } = result.report;
  const verdicts = comparisonVerdicts(comparison);
  store.judgeAgain(run.id, verdicts);
  const verdict = wholeVerdict(verdicts, books, follow);
  return { ...result, report: { ...result.report, verdicts, verdict }, comparison };
}

/** A pair of which one event is followed and the other is not says nothing. Throws `RepriseError`. */
function refuseSample({ workloads }: Scenario): void {
  if (workloads.every(({ follow }) => (follow?.sample ?? 1) === 1)) return;
  throw new RepriseError('A comparison follows all events: a pair needs both of its own.', {
    hint: 'Leave out follow.sample (--follow-sample), and send fewer --pairs.',
  });
}

/** In a tenth of the invocations: a stall or two move no median, but this does. */
function wasLate(books: RunBooks): boolean {
  const total = books.total();
  return total.lateness.percentileUs(90) > lateLimitUs(total, 50);
}

/** What the judge must know of the legs beside their answers. */
function legsOf({ workloads }: Scenario): Pick<SeenPairs, 'legRateHz' | 'hasControl'> {
  const stage = workloads[0]?.stages[0];
  const hasControl = workloads.some(({ name }) => name === 'control');
  return { hasControl, ...defined({ legRateHz: stage?.kind === 'rate' ? stage.toHz : undefined }) };
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
