import { defined } from '../../core/base/defined.js';
import type { InvocationType } from '../../core/invoke/client.js';
import type { PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import type { PlannedStage, PlannedWorkload } from '../../core/measure/run-books.js';
import type { StageSpec } from '../../core/schedule/loads/index.js';
import { nameText } from '../../core/transform/call-names.js';
import { budgetWarnings } from './budget-warnings.js';
import { type CostEstimate, estimateCost } from './cost-estimate.js';
import { scalingWarnings } from './plan-warnings.js';
import { sampleSentences } from './sample-sentences.js';
import type { Scenario, Workload } from './scenario.js';

/** One stage of a plan: its load, and what was counted of it. */
export interface StagePlan {
  load: StageSpec;
  /** `planned` is absent for a closed loop, `durationS` for one that ends by count. */
  counted: PlannedStage;
}

/** One workload of a plan. */
export interface WorkloadPlan {
  name: string;
  functionName: string;
  qualifier?: string;
  invocationType: InvocationType;
  payloads: { kind: PayloadsSpec['kind']; recording?: string; order: string };
  /** Whose invocations they are: as the scenario says it (absent: as recorded), and the first of them. */
  tenantId?: { template?: string; first?: string };
  /** The share of its invocations that begin a trace. */
  trace?: number;
  stages: StagePlan[];
}

/** What a run will do, before it does: what `check --json` prints. */
export interface Plan {
  name: string;
  seed: number;
  /** Where it goes: the local Lambda of the scenario, or AWS (or what stands in for it). */
  destination: 'local' | 'remote';
  workloads: WorkloadPlan[];
  /** When the last stage ends; absent when a closed loop ends by its count. */
  durationS?: number;
  /** What will be sent, which a budget may cut short; absent when a closed loop sends what it can. */
  invocations?: number;
  /** The sum of the workloads' highest rates, which need not be at the same time. */
  peakHz: number;
  /** A recording's timing is in `peakHz` with its mean only: the peak is as high at least. */
  isMean: boolean;
  /** Absent with `invocations`. */
  cost?: CostEstimate;
  limits: Scenario['limits'];
  expectations: string[];
  /** From how many invocations on wrong shares of versions are found, in sentences. */
  samples: string[];
  warnings: string[];
}

/**
 * Puts a scenario and the count of its plan (`plannedWorkloads`, in the same order) together, with the tenants
 * of the first invocations where they are known.
 */
export function describePlan(
  scenario: Scenario,
  planned: readonly PlannedWorkload[],
  tenantIds: readonly (string | undefined)[] = [],
): Plan {
  const counted = planned.flatMap(({ stages }) => stages);
  const wanted = totalOf(counted);
  const invocations =
    wanted === undefined ? undefined : Math.min(wanted, scenario.limits.maxInvocations ?? wanted);
  const open = counted.reduce((sum, { planned: count = 0 }) => sum + count, 0);
  const cost = costWithin(scenario, planned, invocations);
  const samples = sampleSentences(scenario, planned);
  const durationS = Math.max(
    ...counted.map((stage) => stage.startS + (stage.durationS ?? Number.POSITIVE_INFINITY)),
  );
  return {
    name: scenario.name,
    seed: scenario.seed,
    destination: scenario.local === undefined ? 'remote' : 'local',
    workloads: scenario.workloads.map((workload, i) =>
      describeWorkload(workload, planned[i], tenantIds[i]),
    ),
    ...(Number.isFinite(durationS) && { durationS }),
    ...defined({ invocations }),
    ...(cost && { cost }),
    peakHz: planned.reduce((sum, { stages }) => sum + peakOf(stages), 0),
    isMean: counted.some((stage) => stage.isMean === true),
    limits: scenario.limits,
    expectations: scenario.expectations.map(({ text }) => text),
    samples: samples.announced,
    warnings: [
      ...scalingWarnings(scenario),
      ...budgetWarnings(scenario, { open, cost }),
      ...samples.tooFew,
    ],
  };
}

/** A budget of invocations cuts all workloads in proportion. */
function costWithin(
  scenario: Scenario,
  planned: readonly PlannedWorkload[],
  invocations: number | undefined,
): CostEstimate | undefined {
  if (invocations === undefined) return undefined;
  const wanted = planned.map(({ stages }) => totalOf(stages) ?? 0);
  const all = wanted.reduce((sum, count) => sum + count, 0);
  return estimateCost(
    scenario,
    wanted.map((count) => (all === 0 ? 0 : (count * invocations) / all)),
  );
}

function totalOf(stages: readonly PlannedStage[]): number | undefined {
  const isOpen = stages.every(({ planned }) => planned !== undefined);
  return isOpen ? stages.reduce((total, { planned = 0 }) => total + planned, 0) : undefined;
}

/** Nothing where no tenant is named. */
function tenantOf({ names }: PayloadsSpec, first: string | undefined): WorkloadPlan['tenantId'] {
  const template = names?.tenantId?.length ? nameText(names.tenantId) : undefined;
  const tenant = defined({ template, first });
  return Object.keys(tenant).length === 0 ? undefined : tenant;
}

function describeWorkload(
  workload: Workload,
  planned: PlannedWorkload | undefined,
  tenantId: string | undefined,
): WorkloadPlan {
  const { name, functionName, qualifier, invocationType, payloads, stages } = workload;
  return {
    name,
    functionName,
    ...defined({ qualifier }),
    invocationType,
    payloads: {
      kind: payloads.kind,
      ...(payloads.kind === 'recording' && { recording: payloads.name }),
      order: payloads.order,
    },
    ...defined({ tenantId: tenantOf(payloads, tenantId), trace: payloads.trace }),
    stages: stages.flatMap((load, i) => {
      const counted = planned?.stages[i];
      return counted === undefined ? [] : { load, counted };
    }),
  };
}

function peakOf(stages: readonly PlannedStage[]): number {
  return Math.max(0, ...stages.map(({ peakHz }) => peakHz));
}
