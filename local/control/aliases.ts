import type { AliasSettings } from '../functions/deployment.js';
import { type AliasEntry, type FunctionEntry, routingOf } from '../functions/registry.js';
import { type Refusal, refuse, refuseParameters, violation } from '../http/exceptions.js';
import { optionalObject, optionalText, requiredText } from './members.js';
import { deleted, type FunctionOperation, pageOf, result } from './operation.js';
import {
  aliasNotFound,
  arnOf,
  findFunction,
  functionNotFound,
  refuseRevision,
  refuseUntyped,
} from './refusals.js';

// Every message below as recorded from the service 2025-11, unless it says otherwise.

/** POST /2015-03-31/functions/{FunctionName}/aliases */
export const createAlias: FunctionOperation = (ref, { body }, plane) => {
  const name = requiredText(body, 'Name');
  if (typeof name !== 'string') return name;
  const version = requiredText(body, 'FunctionVersion');
  if (typeof version !== 'string') return version;
  const fault = nameFault(name) ?? weightsFault(body, version);
  if (fault !== undefined) return fault;
  const entry = findFunction(ref, plane);
  if (entry === undefined) return functionNotFound(`${arnOf(ref, plane)}:${version}`);
  if (entry.aliases.has(name)) {
    return refuse('ResourceConflictException', `Alias already exists: ${entry.arn}:${name}`);
  }
  const settings = settingsOf(entry, body, { version, weights: [], description: '' });
  if ('kind' in settings) return settings;
  return result(render(entry, plane.deployment.setAlias(entry, name, settings)), 201);
};

/** GET /2015-03-31/functions/{FunctionName}/aliases/{Name} */
export const getAlias: FunctionOperation = (ref, { params: { Name = '' } }, plane) => {
  const entry = findFunction(ref, plane);
  const alias = entry?.aliases.get(Name);
  if (entry === undefined || alias === undefined) {
    return aliasNotFound(`${arnOf({ ...ref, qualifier: Name }, plane)}`);
  }
  return result(render(entry, alias));
};

/** GET /2015-03-31/functions/{FunctionName}/aliases: all, or those of one `FunctionVersion`. */
export const listAliases: FunctionOperation = (ref, { query }, plane) => {
  const entry = findFunction(ref, plane);
  if (entry === undefined) return functionNotFound(arnOf(ref, plane));
  const version = query.get('FunctionVersion');
  const aliases = [...entry.aliases.values()].filter(
    (alias) => version === null || alias.version === version,
  );
  const { page, next } = pageOf(aliases, query);
  return result({ ...next, Aliases: page.map((alias) => render(entry, alias)) });
};

/** PUT /2015-03-31/functions/{FunctionName}/aliases/{Name}: what the body does not name stays. */
export const updateAlias: FunctionOperation = (ref, { params: { Name = '' }, body }, plane) => {
  const entry = findFunction(ref, plane);
  const alias = entry?.aliases.get(Name);
  const version = optionalText(body, 'FunctionVersion') ?? alias?.version ?? '';
  if (typeof version !== 'string') return version;
  const fault = weightsFault(body, version);
  if (fault !== undefined) return fault;
  if (entry === undefined || alias === undefined) {
    const arn = arnOf({ ...ref, qualifier: Name }, plane);
    return refuse('ResourceNotFoundException', `Alias not found: ${arn}`);
  }
  if (typeof body.RevisionId === 'string' && body.RevisionId !== alias.revisionId) {
    return refuseRevision();
  }
  const settings = settingsOf(entry, body, { ...alias, version });
  if ('kind' in settings) return settings;
  const updated = plane.deployment.setAlias(entry, Name, settings);
  // Recorded 2023-03: the answer itself does not show that the version before still serves.
  return result(render(entry, updated, updated.weights));
};

/** DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name}: one that is not there is no error. */
export const deleteAlias: FunctionOperation = (ref, { params: { Name = '' } }, plane) => {
  const entry = findFunction(ref, plane);
  if (entry === undefined) return functionNotFound(arnOf(ref, plane));
  plane.deployment.deleteAlias(entry, Name);
  return deleted;
};

function render(
  entry: FunctionEntry,
  alias: AliasEntry,
  routing: AliasEntry['weights'] = routingOf(entry, alias),
): object {
  const weights = routing.map(({ version, share }) => [version, share]);
  return {
    AliasArn: `${entry.arn}:${alias.name}`,
    Description: alias.description,
    FunctionVersion: alias.version,
    Name: alias.name,
    RevisionId: alias.revisionId,
    ...(weights.length > 0 && {
      RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(weights) },
    }),
  };
}

function nameFault(name: string): Refusal | undefined {
  const violate = (constraint: string): Refusal =>
    refuseParameters([violation(name, 'name', constraint)]);
  if (name.length > 128) return violate('Member must have length less than or equal to 128');
  if (/^(?!\d+$)[\w-]+$/.test(name)) return undefined;
  return violate('Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)');
}

/** The weights of a body by version; undefined when it names no routing. */
function weightsOf(body: Readonly<Record<string, unknown>>): [string, number][] | undefined {
  if (body.RoutingConfig === undefined || body.RoutingConfig === null) return undefined;
  const routing = optionalObject(body, 'RoutingConfig');
  const weights = optionalObject(routing, 'AdditionalVersionWeights');
  return Object.entries(weights).map(([version, share]) => [version, Number(share)]);
}

/** What is wrong with a routing whatever the function is, in the order in which the service looks. */
function weightsFault(
  body: Readonly<Record<string, unknown>>,
  version: string,
): Refusal | undefined {
  const weights = weightsOf(body) ?? [];
  const [first] = weights;
  if (first === undefined) return undefined;
  const [other, share] = first;
  const violate = (constraint: string): Refusal => {
    const shown = weights.map(([each, of]) => `${each}=${javaDouble(of)}`).join(', ');
    return refuseParameters([
      violation(`{${shown}}`, 'routingConfig.additionalVersionWeights', constraint),
    ]);
  };
  if (!/^\d+$/.test(other)) {
    return violate(
      'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]',
    );
  }
  if (!(share >= 0 && share <= 1)) {
    return violate(
      'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
    );
  }
  if (weights.length > 1) {
    const message = 'Number of items in AdditionalVersionWeights cannot be greater than 1';
    return refuse('InvalidParameterValueException', message);
  }
  if (version === '$LATEST') {
    return refuseUntyped('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  if (other !== version) return undefined;
  return refuse(
    'InvalidParameterValueException',
    `Invalid function version ${other}. Function version ${other} is already included in routing configuration.`,
  );
}

/** As Java prints the service's numbers: 2 is `2.0`. */
function javaDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** What an alias is to be: what the body says over what it was, its versions checked. */
function settingsOf(
  entry: FunctionEntry,
  body: Readonly<Record<string, unknown>>,
  before: AliasSettings,
): AliasSettings | Refusal {
  const description = optionalText(body, 'Description') ?? before.description;
  if (typeof description !== 'string') return description;
  const { version } = before;
  const weights =
    weightsOf(body)?.map(([other, share]) => ({ version: other, share })) ?? before.weights;
  for (const wanted of [version, ...weights.map((each) => each.version)]) {
    if (!entry.versions.has(wanted)) return functionNotFound(`${entry.arn}:${wanted}`);
  }
  return { version, weights, description };
}
