import { type FunctionEntry, highestVersion, routingOf } from '../functions/registry.js';
import { refuse, refuseParameters, violation } from '../http/exceptions.js';
import type { NamedFunction } from '../http/function-ref.js';
import { codeSha256, functionConfiguration, listedConfiguration } from './configuration.js';
import { optionalText } from './members.js';
import {
  type AccountOperation,
  type ControlAnswer,
  type ControlPlane,
  deleted,
  type FunctionOperation,
  pageOf,
  result,
} from './operation.js';
import { arnOf, findFunction, functionNotFound, isAliasName, refuseRevision } from './refusals.js';

/** GET /2015-03-31/functions/{FunctionName}/configuration */
export const getFunctionConfiguration: FunctionOperation = (ref, _request, plane) => {
  const configuration = configurationOf(ref, plane);
  return configuration === undefined ? functionNotFound(arnOf(ref, plane)) : result(configuration);
};

/** GET /2015-03-31/functions/{FunctionName} */
export const getFunction: FunctionOperation = (ref, _request, plane) => {
  const configuration = configurationOf(ref, plane);
  if (configuration === undefined) return functionNotFound(arnOf(ref, plane));
  const reserved = findFunction(ref, plane)?.concurrency.reserved;
  return result({
    Code: { RepositoryType: 'S3', Location: 'https://localhost/not-kept-by-the-local-lambda' },
    ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    Configuration: configuration,
  });
};

/** GET /2015-03-31/functions: `$LATEST` of each, or with `FunctionVersion=ALL` every version. */
export const listFunctions: AccountOperation = ({ query }, { deployment, home }) => {
  const wanted = query.get('FunctionVersion');
  if (wanted !== null && wanted !== 'ALL') {
    const constraint = 'Member must satisfy enum value set: [ALL]';
    return refuseParameters([violation(wanted, 'functionVersion', constraint)]);
  }
  const isAll = wanted === 'ALL';
  const configurations = [...deployment.registry.all()].flatMap((entry) =>
    [...entry.versions.values()]
      .filter(({ version }) => isAll || version === '$LATEST')
      .map((version) =>
        listedConfiguration(
          entry,
          version,
          isAll ? `${entry.arn}:${version.version}` : entry.arn,
          home,
        ),
      ),
  );
  const { page, next } = pageOf(configurations, query);
  return result({ ...next, Functions: page });
};

/** GET /2015-03-31/functions/{FunctionName}/versions: `$LATEST` first, then by number. */
export const listVersionsByFunction: FunctionOperation = (ref, { query }, plane) => {
  const entry = findFunction(ref, plane);
  if (entry === undefined) return functionNotFound(arnOf(ref, plane));
  const numberOf = (version: string): number => (version === '$LATEST' ? 0 : Number(version));
  const versions = [...entry.versions.values()]
    .sort((a, b) => numberOf(a.version) - numberOf(b.version))
    .map((version) =>
      listedConfiguration(entry, version, `${entry.arn}:${version.version}`, plane.home),
    );
  const { page, next } = pageOf(versions, query);
  return result({ ...next, Versions: page });
};

/**
 * POST /2015-03-31/functions/{FunctionName}/versions. What is published already is not published
 * again: the service answers with that version (recorded 2025-11).
 */
export const publishVersion: FunctionOperation = (ref, { body }, plane) => {
  const entry = findFunction(ref, plane);
  const latest = entry?.versions.get('$LATEST');
  if (entry === undefined || latest === undefined) return functionNotFound(arnOf(ref, plane));
  const { CodeSha256: wanted, RevisionId: revision } = body;
  if (typeof revision === 'string' && revision !== latest.revisionId) {
    return refuseRevision();
  }
  const actual = codeSha256(latest.code);
  if (typeof wanted === 'string' && wanted !== '' && wanted !== actual) {
    return refuse(
      'InvalidParameterValueException',
      `CodeSHA256 (${wanted}) is different from current CodeSHA256 in $LATEST (${actual}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const description = optionalText(body, 'Description') ?? '';
  if (typeof description !== 'string') return description;
  const newest = entry.versions.get(highestVersion(entry.versions.keys()) ?? '');
  const published =
    newest?.code === latest.code ? newest : plane.deployment.publish(entry, latest, description);
  const arn = `${entry.arn}:${published.version}`;
  return result(functionConfiguration(entry, published, arn, plane.home), 201);
};

/** DELETE /2015-03-31/functions/{FunctionName}: with a qualifier that version, without the function. */
export const deleteFunction: FunctionOperation = (ref, _request, plane) => {
  const { qualifier } = ref;
  if (qualifier !== undefined && isAliasName(qualifier)) {
    return refuse(
      'InvalidParameterValueException',
      'Deletion of aliases is not currently supported.',
    );
  }
  // Recorded 2025-11 of a function that is not there.
  if (qualifier === '$LATEST') {
    const message = '$LATEST version cannot be deleted without deleting the function.';
    return refuse('InvalidParameterValueException', message);
  }
  const entry = findFunction(ref, plane);
  if (entry === undefined) return functionNotFound(plane.deployment.registry.arnOf(ref.name));
  if (qualifier !== undefined) return deleteVersion(entry, qualifier, plane);
  plane.deployment.deleteFunction(entry);
  return deleted;
};

function deleteVersion(entry: FunctionEntry, version: string, plane: ControlPlane): ControlAnswer {
  const aliases = [...entry.aliases.values()].filter(
    (alias) =>
      alias.version === version || routingOf(entry, alias).some((each) => each.version === version),
  );
  if (aliases.length > 0) {
    const names = aliases.map(({ name }) => name).join(', ');
    const message = `Version ${version} can't be deleted because these aliases point to it: [${names}]`;
    return refuse('ResourceConflictException', message);
  }
  plane.deployment.deleteVersion(entry, version);
  return deleted;
}

/** The configuration that a reference means; an alias means the version it points at. */
function configurationOf(ref: NamedFunction, plane: ControlPlane): object | undefined {
  const entry = findFunction(ref, plane);
  const { qualifier = '$LATEST' } = ref;
  const version = entry?.versions.get(entry.aliases.get(qualifier)?.version ?? qualifier);
  if (entry === undefined || version === undefined) return undefined;
  return functionConfiguration(entry, version, arnOf(ref, plane), plane.home);
}
