import path from 'node:path';
import { defined } from '../../core/base/defined.js';
import { regionOfFunction } from '../../core/invoke/function-name.js';
import { namesIn } from '../../core/judge/expectations/scope.js';
import type { LocalLambdaConfig } from '../../local/config.js';
import { disagreements } from './follow.js';
import { toLocalConfig } from './local-section.js';
import { attempt, type Finding } from './problems.js';
import { type CheckExpectation, resolveExpectations } from './resolve-expectations.js';
import type { PayloadSurroundings } from './resolve-payloads.js';
import { resolveWorkload, type WorkloadContext } from './resolve-workload.js';
import type { Limits, Scenario, Workload } from './scenario.js';
import type { ParsedScenario } from './schema.js';

/** What resolving a scenario needs to know of the world. */
export interface Surroundings extends PayloadSurroundings {
  /** Throws `RepriseError` for an expectation that cannot be read. */
  checkExpectation?: CheckExpectation | undefined;
  isLoadOptional?: boolean | undefined;
  file?: string | undefined;
  source?: string | undefined;
}

const defaultSeed = 1;

/** Lambda's default account concurrency, and above its longest function timeout of 900 s. */
const defaultLimits: Limits = {
  maxInFlight: 1000,
  timeoutS: 905,
  connectTimeoutS: 5,
  drainS: 30,
  late: 'send',
};

/**
 * Fills in defaults and checks what no single section can know. `broken` names the sections that
 * are missing from `parsed` because they have problems of their own. The scenario is to be used
 * only when `findings` is empty and nothing is broken.
 */
export function resolveScenario(
  parsed: ParsedScenario,
  broken: ReadonlySet<string>,
  surroundings: Surroundings,
): { scenario: Scenario; findings: Finding[] } {
  const findings: Finding[] = [];
  const seed = parsed.seed ?? defaultSeed;
  const limits = resolveLimits(parsed.limits);
  const local = resolveLocal(parsed, seed, surroundings.baseDir, findings);
  const maxInFlight = broken.has('limits') ? Number.POSITIVE_INFINITY : limits.maxInFlight;
  const context = { broken, local, maxInFlight, ...surroundings };
  const workloads = resolveWorkloads(parsed, context, findings);
  // Names can be checked only where everything that has a name could be read.
  const known = findings.length + broken.size === 0 ? namesIn(workloads) : undefined;
  const expectations = resolveExpectations(
    parsed.expect,
    (text) => surroundings.checkExpectation?.(text, known),
    findings,
  );
  const { file, source } = surroundings;
  const scenario: Scenario = {
    name: parsed.name ?? defaultName(file, workloads),
    ...defined({ file, source }),
    seed,
    target: runTarget(
      parsed.target,
      local === undefined ? regionOf(workloads, findings) : undefined,
    ),
    workloads,
    limits,
    expectations,
    ...defined({ local }),
  };
  return { scenario, findings };
}

function resolveLimits(limits: ParsedScenario['limits']): Limits {
  const maxInvocations = limits?.maxInvocations;
  const maxCostUsd = limits?.maxCost;
  return {
    maxInFlight: limits?.maxInFlight ?? defaultLimits.maxInFlight,
    timeoutS: limits?.timeout ?? defaultLimits.timeoutS,
    connectTimeoutS: limits?.connectTimeout ?? defaultLimits.connectTimeoutS,
    drainS: limits?.drain ?? defaultLimits.drainS,
    late: limits?.late ?? defaultLimits.late,
    ...defined({ maxInvocations, maxCostUsd, streamIdleTimeoutS: limits?.streamIdleTimeout }),
  };
}

function resolveLocal(
  parsed: ParsedScenario,
  seed: number,
  baseDir: string,
  findings: Finding[],
): LocalLambdaConfig | undefined {
  const section = parsed.local;
  if (section === undefined) return undefined;
  if (parsed.target?.endpoint !== undefined) {
    findings.push({
      path: ['target', 'endpoint'],
      message: 'the local section is the endpoint of this run already',
      hint: 'Keep one of the two; --no-local leaves the local section aside.',
    });
  }
  return attempt(findings, ['local'], () => toLocalConfig(section, baseDir, seed));
}

function resolveWorkloads(
  parsed: ParsedScenario,
  context: Omit<WorkloadContext, 'name' | 'own' | 'top'>,
  findings: Finding[],
): Workload[] {
  if (context.broken.has('workloads')) return [];
  const named = Object.entries(parsed.workloads ?? {});
  const all: WorkloadContext[] =
    named.length === 0
      ? [{ ...context, own: parsed, top: parsed }]
      : named.map(([name, own]) => ({ ...context, name, own, top: parsed }));
  const workloads = all.flatMap((each) => resolveWorkload(each, findings) ?? []);
  findings.push(...disagreements(workloads));
  return workloads;
}

/** The region of the functions' ARNs: it goes before that of the environment, and suffices alone. */
function regionOf(workloads: readonly Workload[], findings: Finding[]): string | undefined {
  const regions = new Set(workloads.flatMap((each) => regionOfFunction(each.functionName) ?? []));
  const [region, other] = regions;
  if (other !== undefined) {
    const message = `one run sends to one region, and these functions are in ${[...regions].join(' and ')}`;
    findings.push({ path: ['workloads'], message, hint: 'Write a scenario for each region.' });
  }
  return region;
}

function runTarget(
  target: ParsedScenario['target'],
  ofFunctions: string | undefined,
): Scenario['target'] {
  const { region = ofFunctions, profile, endpoint: endpointUrl } = target ?? {};
  return defined({ region, profile, endpointUrl });
}

/** The file's name, or what the flags describe: `checkout:live at 200/s`. */
function defaultName(file: string | undefined, workloads: readonly Workload[]): string {
  if (file === '-') return 'standard input';
  if (file !== undefined) return path.basename(file).replace(/\.ya?ml$/i, '');
  const [first] = workloads;
  if (first === undefined) return 'unnamed';
  const qualifier = first.qualifier === undefined ? '' : `:${first.qualifier}`;
  return `${first.functionName}${qualifier} at ${first.stages[0]?.name ?? 'rest'}`;
}
