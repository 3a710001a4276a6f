import { messageOf } from '../../core/base/errors.js';
import type { ClientSettings } from '../../core/invoke/client.js';
import { withControlClient } from '../../core/invoke/control-client.js';
import { firstLine } from '../../core/invoke/first-line.js';
import type { Condition } from '../../core/judge/expectation.js';
import { selectionOf } from '../../core/judge/expectations/scope.js';
import {
  isAlias,
  type RoutingEvidence,
  type RoutingReading,
} from '../../core/judge/versions/routing.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';

/** An alias of a function, as the scenario writes the two. */
export interface AliasRef {
  functionName: string;
  qualifier: string;
}

/** The aliases whose routing some expectation asks for, each once. */
export function aliasesAskedFor(
  conditions: readonly Condition[],
  workloads: readonly PlannedWorkload[],
): AliasRef[] {
  const aliases = new Map<string, AliasRef>();
  for (const condition of conditions) {
    if (condition.kind !== 'versionsInAlias') continue;
    for (const { workload } of selectionOf(condition.scope ?? {}, workloads).stages) {
      const { functionName, qualifier } = workloads[workload] as PlannedWorkload;
      if (qualifier === undefined || !isAlias(qualifier)) continue;
      aliases.set(`${functionName}\n${qualifier}`, { functionName, qualifier });
    }
  }
  return [...aliases.values()];
}

/** Reads the aliases before a run. Never throws for what the service says: that is a reading. */
export async function routingBefore(
  aliases: readonly AliasRef[],
  settings: ClientSettings,
): Promise<RoutingEvidence[]> {
  const readings = await readAliases(aliases, settings);
  return aliases.map((alias, i) => ({ ...alias, before: readings[i] as RoutingReading }));
}

/** Reads the same aliases again. */
export async function routingAfter(
  evidence: readonly RoutingEvidence[],
  settings: ClientSettings,
): Promise<RoutingEvidence[]> {
  try {
    const readings = await readAliases(evidence, settings);
    return evidence.map((each, i) => ({ ...each, after: readings[i] as RoutingReading }));
  } catch (error) {
    // Credentials that have expired meanwhile must not cost the run its report.
    const after: RoutingReading = { kind: 'unreadable', why: firstLine(messageOf(error)) };
    return evidence.map((each) => ({ ...each, after }));
  }
}

async function readAliases(
  aliases: readonly AliasRef[],
  settings: ClientSettings,
): Promise<RoutingReading[]> {
  if (aliases.length === 0) return [];
  return withControlClient(settings, (control) =>
    Promise.all(
      aliases.map(async (alias): Promise<RoutingReading> => {
        const { functionName: FunctionName, qualifier: Name } = alias;
        const abortSignal = AbortSignal.timeout(patienceMs);
        try {
          const found = await control('GetAlias', { FunctionName, Name }, { abortSignal });
          return { kind: 'read', weights: weightsOf(found) };
        } catch (error) {
          return { kind: 'unreadable', why: reasonOf(alias, error) };
        }
      }),
    ),
  );
}

/** GetAlias answers within a second; a run is not to hang on it. */
const patienceMs = 10_000;

/** `FunctionVersion` gets what the additional versions leave (AWS Lambda API reference, GetAlias). */
export function weightsOf(alias: {
  FunctionVersion?: string | undefined;
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> | undefined } | undefined;
}): Record<string, number> {
  const additional = alias.RoutingConfig?.AdditionalVersionWeights ?? {};
  const rest = 1 - Object.values(additional).reduce((sum, weight) => sum + weight, 0);
  // A weight of 0.1 leaves 0.9, and not what binary subtraction makes of it.
  return { ...additional, [alias.FunctionVersion ?? '']: Number(rest.toPrecision(12)) };
}

function reasonOf({ functionName, qualifier }: AliasRef, error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AccessDeniedException') {
    return `lambda:GetAlias on ${functionName} is not permitted (AccessDeniedException); allow it, or write the weights out: versions are { … }`;
  }
  if (name === 'ResourceNotFoundException') {
    return `${functionName} has no alias ${qualifier} (ResourceNotFoundException)`;
  }
  return `the alias ${qualifier} of ${functionName} cannot be read: ${firstLine(messageOf(error))}`;
}
