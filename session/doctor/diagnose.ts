import { defined } from '../../core/base/defined.js';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import type { ClientSettings } from '../../core/invoke/client.js';
import { resolveEndpoint, withSession } from '../../core/invoke/resolve.js';
import type { LimitsEvidence, Reading } from '../../core/judge/concurrency/limits.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import { formatCount } from '../../core/quantity/format.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { ratesOf, readLimits } from '../limits/read-limits.js';
import { laneSettings } from '../run/lane-jobs.js';
import { preflight } from '../run/preflight.js';
import { clockFinding } from './clock-skew.js';
import type { DoctorFinding } from './finding.js';

/**
 * Looks at everything that a run of this scenario on AWS needs, in the order in which a run would meet
 * it: who sends where, the clock, the permission, the limits. Invokes nothing: the permission is asked
 * by DryRun. `tell` is told of each as it is known. Never throws for what is wrong.
 */
export async function diagnose(
  scenario: Scenario,
  tell: (finding: DoctorFinding) => void,
): Promise<void> {
  let settings = laneSettings(scenario, undefined);
  const identity = await attempt('identity', async () => {
    settings = await withSession(settings);
    return whoSendsWhere(settings);
  });
  for (const finding of identity) tell(finding);
  if (identity.some(({ tone }) => tone === 'bad')) return;
  const workloads = scenario.workloads.map(bare);
  const steps = [
    () => attempt('clock', async () => [await clockFinding(settings)]),
    () => attempt('permission', () => permission(workloads, settings)),
    () => attempt('limits', () => limits(scenario, workloads, settings)),
  ];
  for (const step of steps) for (const finding of await step()) tell(finding);
}

/** What a `RepriseError` says is a finding. */
async function attempt(
  about: DoctorFinding['about'],
  look: () => Promise<DoctorFinding[]>,
): Promise<DoctorFinding[]> {
  try {
    return await look();
  } catch (error) {
    const hint = error instanceof RepriseError ? error.hint : undefined;
    return [{ about, tone: 'bad', text: messageOf(error), ...defined({ hint }) }];
  }
}

async function whoSendsWhere(settings: ClientSettings): Promise<DoctorFinding[]> {
  const { url, region, accessKeyId } = await resolveEndpoint(settings);
  return [{ about: 'identity', tone: 'good', text: `${accessKeyId} sends to ${url} (${region})` }];
}

/** A workload without its load, of which nothing here is asked. */
function bare({ name, functionName, qualifier, ...rest }: Scenario['workloads'][number]) {
  const { architecture, invocationType } = rest;
  const workload: PlannedWorkload = {
    ...{ name, functionName, invocationType, stages: [] },
    ...defined({ qualifier, architecture }),
  };
  return workload;
}

async function permission(
  workloads: readonly PlannedWorkload[],
  settings: ClientSettings,
): Promise<DoctorFinding[]> {
  const notes = await preflight(workloads, settings);
  if (notes.length > 0) {
    return notes.map((text): DoctorFinding => ({ about: 'permission', tone: 'warn', text }));
  }
  const names = workloads.map(({ functionName, qualifier }) =>
    qualifier === undefined ? functionName : `${functionName}:${qualifier}`,
  );
  const text = `${[...new Set(names)].join(', ')} may be invoked`;
  return [{ about: 'permission', tone: 'good', text }];
}

async function limits(
  scenario: Scenario,
  workloads: readonly PlannedWorkload[],
  settings: ClientSettings,
): Promise<DoctorFinding[]> {
  const read = await readLimits(workloads, settings, ratesOf(scenario));
  return limitsFindings(read.limits);
}

function limitsFindings({ account, functions, provisioned }: LimitsEvidence): DoctorFinding[] {
  return [
    limit(account, ({ concurrentExecutions: all, unreservedConcurrentExecutions: rest }) => {
      return `the account has ${formatCount(all)} concurrent executions, ${formatCount(rest)} of them unreserved`;
    }),
    ...functions.map(({ functionName, reserved }) =>
      limit(reserved, (count) =>
        count === null
          ? `${functionName} has no reserved concurrency`
          : `${functionName} has ${formatCount(count)} reserved`,
      ),
    ),
    ...provisioned.map(({ functionName, qualifier, config }) =>
      limit(config, (found) =>
        found === null
          ? `${functionName}:${qualifier} has no provisioned concurrency`
          : `${functionName}:${qualifier} has ${formatCount(found.requested)} provisioned (${found.status})`,
      ),
    ),
  ];
}

function limit<T>(reading: Reading<T>, text: (value: T) => string): DoctorFinding {
  if (reading.kind === 'read') return { about: 'limits', tone: 'good', text: text(reading.value) };
  const hint = 'A run goes all the same; reprise iam prints what it would need to be allowed.';
  return { about: 'limits', tone: 'warn', text: reading.why, hint };
}
