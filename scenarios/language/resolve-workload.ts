import { defined } from '../../core/base/defined.js';
import type { InvocationType } from '../../core/invoke/client.js';
import { loadOf, type StageSpec } from '../../core/schedule/loads/index.js';
import type { LocalLambdaConfig } from '../../local/config.js';
import { encodeClientContext } from './client-context.js';
import { resolveFollow } from './follow.js';
import { attempt, type Finding } from './problems.js';
import {
  oversizedPayloads,
  type PayloadSurroundings,
  resolvePayloads,
} from './resolve-payloads.js';
import { type Placed, resolveTarget } from './resolve-target.js';
import type { Workload } from './scenario.js';
import type { ParsedScenario } from './schema.js';

/** The sections that make up a workload, at the top level or under its name. */
export type WorkloadSections = Pick<
  ParsedScenario,
  'target' | 'payloads' | 'invoke' | 'load' | 'phase'
>;

/** A workload and the defaults it inherits, with what resolving them needs. */
export interface WorkloadContext extends PayloadSurroundings {
  /** Its key under `workloads`; absent: the top level is the only workload. */
  name?: string;
  own: WorkloadSections;
  top: WorkloadSections;
  /** Sections that have problems of their own: missing from `own` and `top`, but not to be missed. */
  broken: ReadonlySet<string>;
  local: LocalLambdaConfig | undefined;
  maxInFlight: number;
  /** Whoever loads the scenario gives the load. */
  isLoadOptional?: boolean | undefined;
}

/** A complete workload, or undefined where something is wrong: then it is in `findings`. */
export function resolveWorkload(
  context: WorkloadContext,
  findings: Finding[],
): Workload | undefined {
  const target = workloadTarget(context, findings);
  const payloadsAt = section(context, 'payloads');
  const payloads = context.broken.has('payloads')
    ? undefined
    : resolvePayloads(payloadsAt, context, findings);
  const invoke = workloadInvoke(context, findings);
  const stages = workloadStages(context, payloads?.kind, findings);
  if (payloads === undefined || target === undefined || stages === undefined) return undefined;
  if (payloadsAt !== undefined) {
    findings.push(...oversizedPayloads(payloads, invoke.invocationType, payloadsAt.path));
  }
  const { names, trace, ...how } = invoke;
  const { shortName, ...named } = target;
  const phase = section(context, 'phase')?.value;
  const architecture = context.own.target?.architecture ?? context.top.target?.architecture;
  return {
    ...{ name: context.name ?? shortName, ...named, ...how, stages },
    payloads: {
      ...payloads,
      ...(Object.keys(names).length > 0 && { names }),
      ...defined({ trace }),
    },
    ...defined({ phase, architecture }),
  };
}

/** A workload's own section, else the top level's, with its place. */
function section<K extends keyof WorkloadSections>(
  { name, own, top }: WorkloadContext,
  key: K,
): Placed<NonNullable<WorkloadSections[K]>> | undefined {
  const mine = own[key];
  if (name !== undefined && mine != null) return { value: mine, path: ['workloads', name, key] };
  const inherited = top[key];
  return inherited == null ? undefined : { value: inherited, path: [key] };
}

function placeOf({ name }: WorkloadContext): readonly PropertyKey[] {
  return name === undefined ? [] : ['workloads', name];
}

function workloadTarget(context: WorkloadContext, findings: Finding[]) {
  if (context.broken.has('target')) return undefined;
  const { name, own, top } = context;
  const isOwn = name !== undefined && own.target?.function !== undefined;
  const base = isOwn ? ['workloads', name, 'target'] : ['target'];
  const functionText = isOwn ? own.target?.function : top.target?.function;
  if (functionText === undefined) {
    findings.push({
      path: name === undefined ? ['target'] : placeOf(context),
      message: 'nothing says which function to invoke',
      hint: 'Write `target: { function: checkout }`, or pass --function checkout.',
    });
    return undefined;
  }
  const ownQualifier = name === undefined ? undefined : own.target?.qualifier;
  const inherited = isOwn ? undefined : top.target?.qualifier;
  const qualifier = ownQualifier ?? inherited;
  const qualifierBase = ownQualifier === undefined ? base : ['workloads', name ?? '', 'target'];
  return resolveTarget(
    { value: functionText, path: [...base, 'function'] },
    qualifier === undefined
      ? undefined
      : { value: qualifier, path: [...qualifierBase, 'qualifier'] },
    { local: context.local, region: top.target?.region },
    findings,
  );
}

function workloadInvoke(context: WorkloadContext, findings: Finding[]) {
  const { name, own, top } = context;
  const at = (key: 'type' | 'log' | 'clientContext' | 'stream' | 'follow') =>
    name !== undefined && own.invoke?.[key] !== undefined
      ? ['workloads', name, 'invoke', key]
      : ['invoke', key];
  const invoke = { ...top.invoke, ...own.invoke };
  const invocationType: InvocationType = invoke.type ?? 'RequestResponse';
  const waits = invocationType === 'RequestResponse';
  const ignored = { log: invoke.log === 'Tail', clientContext: invoke.clientContext !== undefined };
  for (const key of ['log', 'clientContext'] as const) {
    if (waits || !ignored[key]) continue;
    findings.push({
      path: at(key),
      message: `Lambda ignores ${key === 'log' ? 'log: Tail' : key} with type ${invocationType}`,
      hint:
        key === 'log'
          ? 'Remove it, or write log: None.'
          : 'Remove it, or put the data into the payload.',
    });
  }
  if (invoke.stream === true && invocationType === 'Event') {
    findings.push({
      path: at('stream'),
      message: 'Lambda streams no response of an Event invocation',
      hint: 'Remove it, or write type: RequestResponse.',
    });
  }
  if (invoke.stream === true && invoke.durableExecutionName !== undefined) {
    findings.push({
      path: at('stream'),
      message: 'InvokeWithResponseStream starts no durable execution by name',
      hint: 'Remove it, or remove durableExecutionName.',
    });
  }
  const clientContext = attempt(findings, at('clientContext'), () =>
    invoke.clientContext === undefined ? undefined : encodeClientContext(invoke.clientContext),
  );
  const follow = resolveFollow(invoke.follow, invocationType, at('follow'), findings);
  return {
    invocationType,
    logType: invoke.log ?? (waits ? ('Tail' as const) : ('None' as const)),
    ...defined({ clientContext, stream: invoke.stream, follow }),
    trace: invoke.trace,
    names: defined({
      tenantId: invoke.tenantId,
      durableExecutionName: invoke.durableExecutionName,
    }),
  };
}

function workloadStages(
  context: WorkloadContext,
  payloads: string | undefined,
  findings: Finding[],
): StageSpec[] | undefined {
  if (context.broken.has('load')) return undefined;
  const load = section(context, 'load');
  if (load === undefined && context.isLoadOptional === true) return [];
  if (load === undefined) {
    findings.push({
      path: placeOf(context),
      message: 'nothing says how much load to send',
      hint: 'Write `load: [{ rate: 20/s, for: 30s }]`, or pass --rate 20/s --for 30s.',
    });
    return undefined;
  }
  load.value.forEach((stage, i) => {
    const isLast = i === load.value.length - 1;
    const surroundings = { payloads, maxInFlight: context.maxInFlight, isLast };
    for (const { key, ...fault } of loadOf(stage).misfits?.(stage, surroundings) ?? []) {
      findings.push({ path: [...load.path, i, ...(key === undefined ? [] : [key])], ...fault });
    }
  });
  return withUniqueNames(load.value);
}

/** Numbers names that repeat: `20/s`, `20/s (2)`. */
function withUniqueNames(stages: readonly StageSpec[]): StageSpec[] {
  const taken = new Set<string>();
  return stages.map((stage) => {
    let name = stage.name;
    for (let n = 2; taken.has(name); n++) name = `${stage.name} (${n})`;
    taken.add(name);
    return { ...stage, name };
  });
}
