import { type FunctionEntry, type ProvisionedEntry, routingOf } from '../functions/registry.js';
import { type Refusal, refuse, unmodelled } from '../http/exceptions.js';
import type { NamedFunction } from '../http/function-ref.js';
import { requiredInteger } from './members.js';
import { type ControlPlane, deleted, type FunctionOperation, pageOf, result } from './operation.js';
import {
  aliasNotFound,
  arnOf,
  findFunction,
  functionNotFound,
  isAliasName,
  refuseUntyped,
} from './refusals.js';

// Every message below as recorded from the service 2025-11.

/** PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency?Qualifier= */
export const putProvisionedConcurrencyConfig: FunctionOperation = (ref, { body }, plane) => {
  const count = requiredInteger(body, 'ProvisionedConcurrentExecutions', { min: 1 });
  if (typeof count !== 'number') return count;
  const unpublished =
    'Provisioned Concurrency Configs cannot be applied to unpublished function versions.';
  const found = locate(ref, plane, unpublished);
  if (found.kind === 'refusal') return found;
  const { entry, qualifier } = found;
  const fault = conflict(entry, qualifier) ?? overLimit(entry, qualifier, count, plane);
  if (fault !== undefined) return fault;
  plane.deployment.provision(entry, qualifier, count);
  const modifiedMs = plane.deployment.clock.epochMs();
  // The answer to a put says what was so before anything was allocated.
  const nothing = { allocated: 0, failed: 0, previous: undefined };
  return result(render({ ...nothing, requested: count, modifiedMs }), 202);
};

/** GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency?Qualifier= */
export const getProvisionedConcurrencyConfig: FunctionOperation = (ref, _request, plane) => {
  const found = locate(ref, plane, notPublished);
  if (found.kind === 'refusal') return found;
  const provisioned = found.entry.provisioned.get(found.qualifier);
  if (provisioned !== undefined) return result(render(provisioned));
  const message = 'No Provisioned Concurrency Config found for this function';
  const name = 'ProvisionedConcurrencyConfigNotFoundException';
  return unmodelled(name, 404, { Type: 'User', message });
};

/** GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL */
export const listProvisionedConcurrencyConfigs: FunctionOperation = (ref, { query }, plane) => {
  const entry = findFunction(ref, plane);
  if (entry === undefined) return functionNotFound(arnOf(ref, plane));
  const { page, next } = pageOf([...entry.provisioned], query);
  const configs = page.map(([qualifier, provisioned]) => ({
    FunctionArn: `${entry.arn}:${qualifier}`,
    ...render(provisioned),
  }));
  return result({ ...next, ProvisionedConcurrencyConfigs: configs });
};

/** DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency?Qualifier=: none there is no error. */
export const deleteProvisionedConcurrencyConfig: FunctionOperation = (ref, _request, plane) => {
  const found = locate(ref, plane, notPublished);
  if (found.kind === 'refusal') return found;
  plane.deployment.unprovision(found.entry, found.qualifier);
  return deleted;
};

const notPublished = 'The function resource provided must be an alias or a published version.';

interface Located {
  kind: 'located';
  entry: FunctionEntry;
  /** An alias or a published version that is there. */
  qualifier: string;
}

function locate(ref: NamedFunction, plane: ControlPlane, unpublished: string): Located | Refusal {
  const { qualifier = '$LATEST' } = ref;
  if (qualifier === '$LATEST') return refuse('InvalidParameterValueException', unpublished);
  const entry = findFunction(ref, plane);
  const isAlias = isAliasName(qualifier);
  const isThere = isAlias ? entry?.aliases.has(qualifier) : entry?.versions.has(qualifier);
  if (entry !== undefined && isThere === true) return { kind: 'located', entry, qualifier };
  const arn = arnOf(ref, plane);
  return isAlias ? aliasNotFound(arn) : functionNotFound(arn);
}

function conflict(entry: FunctionEntry, qualifier: string): Refusal | undefined {
  const alias = entry.aliases.get(qualifier);
  if (alias !== undefined && routingOf(entry, alias).length > 0) {
    // hashicorp/terraform#24957; while an alias moves too: terraform-provider-aws#48116.
    return refuse(
      'InvalidParameterValueException',
      'Alias with weights can not be used with Provisioned Concurrency',
    );
  }
  if (alias !== undefined && entry.provisioned.has(alias.version)) {
    return refuse(
      'ResourceConflictException',
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    );
  }
  const isPointedAt = [...entry.aliases.values()].some(
    ({ name, version }) => version === qualifier && entry.provisioned.has(name),
  );
  if (!isPointedAt) return undefined;
  const message = 'Version is pointed by a Provisioned Concurrency alias';
  return refuse('ResourceConflictException', message);
}

function overLimit(
  entry: FunctionEntry,
  qualifier: string,
  count: number,
  { deployment: { account } }: ControlPlane,
): Refusal | undefined {
  const { reserved, provisionedRequested } = entry.concurrency;
  const before = entry.provisioned.get(qualifier)?.requested ?? 0;
  if (reserved !== undefined) {
    if (provisionedRequested - before + count <= reserved) return undefined;
    return refuse(
      'InvalidParameterValueException',
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    );
  }
  const unreserved = account.unreserved + before;
  if (count > unreserved) {
    return refuseUntyped(
      `Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [${unreserved}].`,
    );
  }
  if (unreserved - count >= account.minimumUnreserved) return undefined;
  return refuseUntyped(
    `Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${account.minimumUnreserved}].`,
  );
}

function render({
  requested,
  failed,
  modifiedMs,
  previous,
  ...started
}: Omit<ProvisionedEntry, 'version'>): object {
  const { allocated } = started;
  // Right after its alias was moved, those of the version before (recorded 2023-03).
  const serving = previous?.allocated ?? allocated;
  const hasFailed = failed > 0 && allocated + failed === requested;
  const status = allocated === requested ? 'READY' : hasFailed ? 'FAILED' : 'IN_PROGRESS';
  return {
    AllocatedProvisionedConcurrentExecutions: serving,
    AvailableProvisionedConcurrentExecutions: serving,
    LastModified: new Date(modifiedMs).toISOString().replace(/\.\d{3}Z$/, '+0000'),
    RequestedProvisionedConcurrentExecutions: requested,
    Status: status,
    ...(hasFailed && { StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' }),
  };
}
