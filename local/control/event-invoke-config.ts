import { defined } from '../../core/base/defined.js';
import type { EventInvokeConfig, FunctionEntry } from '../functions/registry.js';
import { type Refusal, refuse } from '../http/exceptions.js';
import type { NamedFunction } from '../http/function-ref.js';
import { destinationFault, readDestinations } from './destination-arns.js';
import { optionalInteger } from './members.js';
import { type ControlPlane, deleted, type FunctionOperation, pageOf, result } from './operation.js';
import { arnOf, findFunction, isAliasName } from './refusals.js';

/** PUT /2019-09-25/functions/{FunctionName}/event-invoke-config?Qualifier=: in place of what was. */
export const putFunctionEventInvokeConfig: FunctionOperation = (ref, { body }, plane) =>
  store(ref, body, plane, {});

/** POST /2019-09-25/functions/{FunctionName}/event-invoke-config?Qualifier=: beside what was. */
export const updateFunctionEventInvokeConfig: FunctionOperation = (ref, { body }, plane) => {
  const entry = findFunction(ref, plane);
  if (entry === undefined) return refuseMissing();
  const before = entry.eventInvokeConfigs.get(ref.qualifier ?? '$LATEST');
  return before === undefined ? notConfigured(ref, plane) : store(ref, body, plane, before);
};

/** GET /2019-09-25/functions/{FunctionName}/event-invoke-config?Qualifier= */
export const getFunctionEventInvokeConfig: FunctionOperation = (ref, _request, plane) => {
  const entry = findFunction(ref, plane);
  const qualifier = ref.qualifier ?? '$LATEST';
  const config = entry?.eventInvokeConfigs.get(qualifier);
  if (entry === undefined || config === undefined) return notConfigured(ref, plane);
  return result(render(entry, qualifier, config));
};

/** GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list */
export const listFunctionEventInvokeConfigs: FunctionOperation = (ref, { query }, plane) => {
  const entry = findFunction(ref, plane);
  if (entry === undefined) return refuseMissing();
  const { page, next } = pageOf([...entry.eventInvokeConfigs], query);
  const configs = page.map(([qualifier, config]) => render(entry, qualifier, config));
  return result({ ...next, FunctionEventInvokeConfigs: configs });
};

/** DELETE /2019-09-25/functions/{FunctionName}/event-invoke-config?Qualifier= */
export const deleteFunctionEventInvokeConfig: FunctionOperation = (ref, _request, plane) => {
  const configs = findFunction(ref, plane)?.eventInvokeConfigs;
  const wasThere = configs?.delete(ref.qualifier ?? '$LATEST') === true;
  return wasThere ? deleted : notConfigured(ref, plane);
};

function store(
  ref: NamedFunction,
  body: Readonly<Record<string, unknown>>,
  plane: ControlPlane,
  before: Partial<EventInvokeConfig>,
): ReturnType<FunctionOperation> {
  const attempts = optionalInteger(body, 'MaximumRetryAttempts', { min: 0, max: 2 });
  if (typeof attempts === 'object') return attempts;
  const ageS = optionalInteger(body, 'MaximumEventAgeInSeconds', { min: 60, max: 21_600 });
  if (typeof ageS === 'object') return ageS;
  const destinations = readDestinations(body);
  if (destinations.kind === 'refusal') return destinations;
  const named = {
    ...defined({ maximumRetryAttempts: attempts, maximumEventAgeInSeconds: ageS }),
    ...destinations.named,
  };
  if (Object.keys(named).length === 0 && body.DestinationConfig === undefined) {
    const message = 'You must specify at least one of error handling or destination setting.';
    return refuse('InvalidParameterValueException', message);
  }
  const qualifier = ref.qualifier ?? '$LATEST';
  const entry = findFunction(ref, plane);
  const isThere = isAliasName(qualifier)
    ? entry?.aliases.has(qualifier)
    : entry?.versions.has(qualifier);
  if (entry === undefined || isThere !== true) return refuseMissing();
  const fault = destinationFault(destinations.named, entry, plane.deployment);
  if (fault !== undefined) return fault;
  const config = { ...before, ...named, modifiedMs: plane.deployment.clock.epochMs() };
  entry.eventInvokeConfigs.set(qualifier, config);
  return result(render(entry, qualifier, config));
}

function render(entry: FunctionEntry, qualifier: string, config: EventInvokeConfig): object {
  const { maximumRetryAttempts, maximumEventAgeInSeconds, onSuccess, onFailure } = config;
  return {
    DestinationConfig: {
      OnFailure: onFailure === undefined || onFailure === '' ? {} : { Destination: onFailure },
      OnSuccess: onSuccess === undefined || onSuccess === '' ? {} : { Destination: onSuccess },
    },
    FunctionArn: `${entry.arn}:${qualifier}`,
    LastModified: config.modifiedMs / 1000,
    ...defined({
      MaximumEventAgeInSeconds: maximumEventAgeInSeconds,
      MaximumRetryAttempts: maximumRetryAttempts,
    }),
  };
}

/** As recorded 2025-11, whether or not the function is there. */
function notConfigured(ref: NamedFunction, plane: ControlPlane): Refusal {
  const arn = arnOf({ ...ref, qualifier: ref.qualifier ?? '$LATEST' }, plane);
  const message = `The function ${arn} doesn't have an EventInvokeConfig`;
  return refuse('ResourceNotFoundException', message);
}

function refuseMissing(): Refusal {
  return refuse('ResourceNotFoundException', "The function doesn't exist.");
}
