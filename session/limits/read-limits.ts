import { defined } from '../../core/base/defined.js';
import { messageOf } from '../../core/base/errors.js';
import type { ClientSettings } from '../../core/invoke/client.js';
import { withControlClient } from '../../core/invoke/control-client.js';
import type { ControlClient } from '../../core/invoke/control-operations.js';
import { firstLine } from '../../core/invoke/first-line.js';
import {
  type AccountLimits,
  documentedRates,
  type FunctionLimit,
  type LimitsEvidence,
  type ProvisionedConcurrency,
  type ProvisionedLimit,
  type RateRules,
  type Reading,
} from '../../core/judge/concurrency/limits.js';
import { isAlias, type RoutingEvidence } from '../../core/judge/versions/routing.js';
import type { Architecture } from '../../core/measure/cost.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import { type AliasRef, weightsOf } from '../run/alias-routing.js';
import {
  architectureIn,
  type FunctionRef,
  type ReadArchitecture,
  withoutArchitecture,
} from './architectures.js';
import { ControlCalls, type ControlPatience } from './control-calls.js';

/** What the control plane said before a run's first invocation. */
export interface ReadLimits {
  limits: LimitsEvidence;
  /** How each alias that is invoked weighs its versions, where that could be read. */
  routing: RoutingEvidence[];
  /** What the functions run on that the scenario says nothing of. */
  architectures: ReadArchitecture[];
}

/**
 * Reads the limits that a run will meet: the account's, the reserved concurrency of every function, the
 * provisioned concurrency of every version and alias that is invoked, and how the aliases weigh their
 * versions, and last what each function runs on. One call after the other, at the pace that the API allows. Never throws: what cannot be read
 * says why, and a control plane that does not answer is not asked again.
 */
export async function readLimits(
  workloads: readonly PlannedWorkload[],
  settings: ClientSettings,
  rates: RateRules,
  patience?: ControlPatience,
): Promise<ReadLimits> {
  try {
    return await withControlClient(settings, (control) =>
      readAll(new ControlPlane(control, new ControlCalls(patience)), workloads, rates),
    );
  } catch (error) {
    const why = firstLine(messageOf(error));
    const account = { kind: 'unreadable', cause: 'refused', why } as const;
    const limits = { account, functions: [], provisioned: [], rates };
    return { limits, routing: [], architectures: [] };
  }
}

/** The rates that no call tells: as documented, or as the scenario sets them for the local Lambda. */
export function ratesOf({ local }: Pick<Scenario, 'local'>): RateRules {
  const { requestRateFactor, burst } = local?.account ?? {};
  const { requestsPerConcurrency, scaling } = documentedRates;
  return {
    requestsPerConcurrency: requestRateFactor ?? requestsPerConcurrency,
    scaling: burst ?? scaling,
  };
}

async function readAll(
  plane: ControlPlane,
  workloads: readonly PlannedWorkload[],
  rates: RateRules,
): Promise<ReadLimits> {
  const account = await plane.account();
  const functions: FunctionLimit[] = [];
  for (const functionName of new Set(workloads.map((workload) => workload.functionName))) {
    functions.push({ functionName, reserved: await plane.reserved(functionName) });
  }
  const routing: RoutingEvidence[] = [];
  const provisioned: ProvisionedLimit[] = [];
  for (const ref of publishedIn(workloads)) {
    const weights = isAlias(ref.qualifier) ? await plane.weights(ref) : undefined;
    if (weights?.kind === 'read') {
      routing.push({ ...ref, before: { kind: 'read', weights: weights.value } });
    }
    provisioned.push({ ...ref, config: await plane.provisioned(ref) });
  }
  const architectures: ReadArchitecture[] = [];
  for (const ref of withoutArchitecture(workloads)) {
    architectures.push({ ...ref, architecture: await plane.architecture(ref) });
  }
  return { limits: { account, functions, provisioned, rates }, routing, architectures };
}

/** Every version and alias that is invoked, once: `$LATEST` has no provisioned concurrency. */
function publishedIn(workloads: readonly PlannedWorkload[]): AliasRef[] {
  const refs = new Map<string, AliasRef>();
  for (const { functionName, qualifier } of workloads) {
    if (qualifier === undefined || qualifier.startsWith('$LATEST')) continue;
    refs.set(`${functionName}\n${qualifier}`, { functionName, qualifier });
  }
  return [...refs.values()];
}

const notProvisioned = 'ProvisionedConcurrencyConfigNotFoundException';

/** The calls that tell limits; paths and members as the AWS Lambda API reference has them. */
class ControlPlane {
  readonly #control: ControlClient;
  readonly #calls: ControlCalls;

  constructor(control: ControlClient, calls: ControlCalls) {
    this.#control = control;
    this.#calls = calls;
  }

  account(): Promise<Reading<AccountLimits>> {
    return this.#calls.call('GetAccountSettings', async (options) => {
      const { AccountLimit } = await this.#control('GetAccountSettings', {}, options);
      const concurrentExecutions = AccountLimit?.ConcurrentExecutions;
      const unreservedConcurrentExecutions = AccountLimit?.UnreservedConcurrentExecutions;
      if (concurrentExecutions === undefined) return undefined;
      if (unreservedConcurrentExecutions === undefined) return undefined;
      return { concurrentExecutions, unreservedConcurrentExecutions };
    });
  }

  /** An answer without the member: nothing is reserved. */
  reserved(functionName: string): Promise<Reading<number | null>> {
    return this.#calls.call('GetFunctionConcurrency', async (options) => {
      const input = { FunctionName: functionName };
      const found = await this.#control('GetFunctionConcurrency', input, options);
      return found.ReservedConcurrentExecutions ?? null;
    });
  }

  architecture({ functionName, qualifier }: FunctionRef): Promise<Reading<Architecture>> {
    return this.#calls.call('GetFunctionConfiguration', async (options) => {
      const input = { FunctionName: functionName, ...defined({ Qualifier: qualifier }) };
      const found = await this.#control('GetFunctionConfiguration', input, options);
      return architectureIn(found.Architectures);
    });
  }

  weights({ functionName, qualifier }: AliasRef): Promise<Reading<Record<string, number>>> {
    return this.#calls.call('GetAlias', async (options) => {
      const input = { FunctionName: functionName, Name: qualifier };
      const alias = await this.#control('GetAlias', input, options);
      return alias.FunctionVersion === undefined ? undefined : weightsOf(alias);
    });
  }

  provisioned({
    functionName,
    qualifier,
  }: AliasRef): Promise<Reading<ProvisionedConcurrency | null>> {
    return this.#calls.call('GetProvisionedConcurrencyConfig', async (options) => {
      const input = { FunctionName: functionName, Qualifier: qualifier };
      try {
        return provisionedOf(
          await this.#control('GetProvisionedConcurrencyConfig', input, options),
        );
      } catch (error) {
        if (error instanceof Error && error.name === notProvisioned) return null;
        throw error;
      }
    });
  }
}

/** Undefined for an answer that says nothing of it. */
function provisionedOf(found: {
  RequestedProvisionedConcurrentExecutions?: number | undefined;
  AllocatedProvisionedConcurrentExecutions?: number | undefined;
  AvailableProvisionedConcurrentExecutions?: number | undefined;
  Status?: string | undefined;
}): ProvisionedConcurrency | undefined {
  const requested = found.RequestedProvisionedConcurrentExecutions;
  if (requested === undefined) return undefined;
  return {
    requested,
    allocated: found.AllocatedProvisionedConcurrentExecutions ?? 0,
    available: found.AvailableProvisionedConcurrentExecutions ?? 0,
    status: found.Status ?? '',
  };
}
