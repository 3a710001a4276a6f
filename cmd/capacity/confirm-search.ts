import { mostSamples, type Objective } from '../../core/judge/capacity/objective.js';
import { formatCount, formatSeconds } from '../../core/quantity/format.js';
import { levelText } from '../../results/document/wording/capacity.js';
import { unknownCosts } from '../../scenarios/language/budget-warnings.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { CapacitySearchOptions } from '../../session/capacity/find-capacity.js';
import { secondsNeeded } from '../../session/capacity/plan-step.js';
import { plannedOf } from '../../session/capacity/step-scenario.js';
import type { RunPreview } from '../../session/run/run-options.js';
import { confirm, sendingText } from '../confirm.js';

/** After the climb: narrowing down to 5% and measuring the ends again. */
const stepsAfterClimb = 10;

/** Says where the search goes and how far, and asks before it leaves this machine, unless `yes`. */
export async function confirmSearch(
  { endpoint, following }: RunPreview,
  scenario: Scenario,
  search: CapacitySearchOptions,
  { yes, quiet }: { yes: boolean; quiet: boolean },
): Promise<boolean> {
  const { isRemote } = endpoint;
  const sending = sendingText(endpoint, scenario.local !== undefined);
  const lines = [sending, ...describeSearch(scenario, search), ...followingText(following)];
  if (!quiet || isRemote) process.stderr.write(`${lines.join('\n')}\n`);
  return !isRemote || yes || confirm('Send these invocations?');
}

/** Each step is followed before the next one. */
function followingText(following: readonly string[]): string[] {
  if (following.length === 0) return [];
  const between =
    'Each step waits until its events have left the queue, before the next one begins.';
  return [...following, between];
}

/** The search in plain sentences. */
export function describeSearch(
  scenario: Scenario,
  { question, settings, times, objective, resumed }: CapacitySearchOptions,
): string[] {
  const { limits, workloads } = scenario;
  const { by } = question;
  const [workload] = workloads;
  const target = [workload?.functionName, workload?.qualifier].filter(Boolean).join(':');
  const lengthS = times.warmUpS + times.measureS;
  const most = plannedOf(by, settings.max, times) * (2 + stepsAfterClimb);
  const { maxInvocations = Number.POSITIVE_INFINITY, maxCostUsd } = limits;
  const bound = Math.min(most, maxInvocations);
  return [
    ...resumedText(resumed),
    `Looking for what ${target} sustains: ${objective.map(({ text }) => text).join(', ')}.`,
    `From ${levelText(by, settings.from)} doubling to ${levelText(by, settings.max)} at most, then narrowing to ${question.precision * 100}%; ${formatSeconds(lengthS)} a step.`,
    ...(by === 'rate' ? longerText(objective, times.measureS, settings.from) : []),
    ...(by === 'rate' ? [`At most ${formatCount(bound)} invocations.`] : []),
    ...(maxCostUsd === undefined ? [] : [`At most $${maxCostUsd}, then it ends.`]),
    ...unknownCosts(scenario).map((text) => `warning: ${text}`),
  ];
}

function resumedText(resumed: CapacitySearchOptions['resumed']): string[] {
  if (!resumed) return [];
  const { report, runId } = resumed;
  const count = report.steps.length;
  return [
    `Taking up the search of run ${runId} after ${count === 1 ? '1 step' : `${count} steps`}.`,
  ];
}

/** Below which rate a step needs more time than it was given. */
function longerText(objective: Objective, stepS: number, fromHz: number): string[] {
  const samples = mostSamples(objective);
  if (!samples || secondsNeeded(objective, fromHz) <= stepS) return [];
  const { metric, needed } = samples;
  return [
    `${metric} needs ${formatCount(needed)} answers: near the limit a step takes as long as those need.`,
  ];
}
