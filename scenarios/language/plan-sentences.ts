import { architectureNames } from '../../core/measure/cost.js';
import {
  formatCount,
  formatHz,
  formatPercent,
  formatSeconds,
  formatUsd,
} from '../../core/quantity/format.js';
import { loadOf } from '../../core/schedule/loads/index.js';
import type { Plan, StagePlan, WorkloadPlan } from './describe.js';

/** The plan and its warnings as text for a terminal, with a line feed at its end. */
export function planText(plan: Plan): string {
  const warnings = plan.warnings.map((warning) => `warning: ${warning}`);
  return `${[...planSentences(plan), ...warnings].join('\n')}\n`;
}

/** The plan as a person would say it, one sentence or stage to a line; warnings are not among them. */
export function planSentences(plan: Plan): string[] {
  const where = plan.destination === 'local' ? ' on the local Lambda' : '';
  const length = plan.durationS === undefined ? '' : `, for ${formatSeconds(plan.durationS)}`;
  const atLeast = plan.isMean ? 'at least ' : '';
  const peak = plan.peakHz > 0 ? `, ${atLeast}${formatHz(plan.peakHz)} at the peak` : '';
  return [
    `${plan.name}: ${countText(plan.invocations)}${where}${length}${peak}. Seed ${plan.seed}.`,
    ...plan.workloads.flatMap(workloadSentences),
    limitSentence(plan),
    ...costSentences(plan),
    ...(plan.expectations.length > 0 ? [`Expected: ${plan.expectations.join('; ')}.`] : []),
    ...plan.samples.map((sentence) => `  ${sentence}`),
  ];
}

function workloadSentences({ name, stages, ...workload }: WorkloadPlan): string[] {
  const { functionName, qualifier, invocationType, payloads, tenantId, trace } = workload;
  const target = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
  return [
    `${name} invokes ${target} as ${invocationType} with ${payloadText(payloads)}.`,
    ...(tenantId ? [`  ${tenantSentence(tenantId)}`] : []),
    ...(trace === undefined ? [] : [`  ${formatPercent(trace)}% of them begin an X-Ray trace.`]),
    ...stages.map((stage) => `  ${stageSentence(stage)}.`),
  ];
}

function tenantSentence({ template, first }: NonNullable<WorkloadPlan['tenantId']>): string {
  const whose = template === undefined ? 'as recorded' : template;
  return first === undefined || first === template
    ? `Tenant: ${whose}.`
    : `Tenant: ${whose}; that of the first payload is ${first}.`;
}

function payloadText({ kind, recording, order }: WorkloadPlan['payloads']): string {
  const source = {
    recording: `recording "${recording}"`,
    files: 'payloads from files',
    inline: 'payloads of the scenario',
  }[kind];
  return `${source}, order ${order}`;
}

/** A stage whose name is its load is not named twice. */
function stageSentence({ load, counted }: StagePlan): string {
  const text = loadOf(load).text(load);
  const named = text.startsWith(load.name) ? text : `${load.name}: ${text}`;
  const length = counted.durationS === undefined ? '' : ` for ${formatSeconds(counted.durationS)}`;
  return `${named}${length}, ${countText(counted.planned ?? load.maxInvocations)}`;
}

function countText(count: number | undefined): string {
  if (count === undefined) return 'as many invocations as are answered in time';
  return `${formatCount(count)} ${count === 1 ? 'invocation' : 'invocations'}`;
}

function limitSentence({ limits }: Plan): string {
  const { maxInvocations, maxCostUsd } = limits;
  const budgets = [
    ...(maxInvocations === undefined ? [] : [`${formatCount(maxInvocations)} invocations`]),
    ...(maxCostUsd === undefined ? [] : [`an estimated ${formatUsd(maxCostUsd)}`]),
  ];
  const budget = budgets.length === 0 ? '' : ` Stops at ${budgets.join(' or ')}.`;
  return `At most ${formatCount(limits.maxInFlight)} in flight, each for at most ${formatSeconds(limits.timeoutS)}.${budget}`;
}

function costSentences({ cost, destination }: Plan): string[] {
  if (cost === undefined || cost.architectures.length === 0) return [];
  const would = destination === 'local' ? 'On AWS it would cost' : 'It costs';
  return [
    `${would} about ${formatUsd(cost.requestsUsd)} for the requests and ${formatUsd(cost.per100MsUsd)} for every 100 ms that they take at ${formatCount(cost.memoryMb)} MB (AWS Lambda pricing, us-east-1, ${cost.architectures.map((each) => architectureNames[each]).join(' and ')}, 2026-11).`,
  ];
}
