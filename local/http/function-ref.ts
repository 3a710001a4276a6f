import { type Refusal, refuse, refuseParameters, unmodelled, violation } from './exceptions.js';

/** A function as a request named it, taken apart. */
export interface NamedFunction {
  kind: 'functionRef';
  name: string;
  /** From the name (`checkout:live`) or the query; absent when neither gave one. */
  qualifier: string | undefined;
}

/** Whom a name must belong to. */
export interface Home {
  region: string;
  accountId: string;
}

// Both patterns and both messages as the service returns them (recorded 2025-11).
const functionNamePattern = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
const qualifierPattern = String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`;
const functionName =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([\w.-]+)(?::(\$LATEST(?:\.PUBLISHED)?|[\w-]+))?$/;
const qualifierValue = /^(?:\$LATEST(?:\.PUBLISHED)?|[\w$-]+)$/;

/** Invoke's own limit is not documented; InvokeAsync's is (AWS Lambda API reference, InvokeAsync). */
const maxFunctionNameLength = 256;
/** AWS Lambda API reference, Invoke. */
const maxQualifierLength = 128;

/**
 * Takes a function's name apart: a name, `name:qualifier`, a partial ARN or an ARN, all with an
 * optional qualifier, against the `Qualifier` of the query. `name` is already percent-decoded.
 */
export function parseFunctionRef(
  name: string,
  qualifier: string | undefined,
  home: Home,
): NamedFunction | Refusal {
  const match = name.length <= maxFunctionNameLength ? functionName.exec(name) : null;
  const violations = qualifierViolations(qualifier);
  if (match === null) violations.push(functionNameViolation(name));
  if (violations.length > 0 || match === null) return refuseParameters(violations);

  const [, region, accountId, shortName = '', derivedQualifier] = match;
  if (derivedQualifier !== undefined && qualifier !== undefined && derivedQualifier !== qualifier) {
    return refuse(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return (
    refuseForeign(name, region, accountId, home) ?? {
      kind: 'functionRef',
      name: shortName,
      qualifier: derivedQualifier ?? qualifier,
    }
  );
}

function functionNameViolation(name: string): string {
  const constraint =
    name.length > maxFunctionNameLength
      ? `Member must have length less than or equal to ${maxFunctionNameLength}`
      : `Member must satisfy regular expression pattern: ${functionNamePattern}`;
  return violation(name, 'functionName', constraint);
}

function qualifierViolations(qualifier: string | undefined): string[] {
  if (qualifier === undefined) return [];
  const violations: string[] = [];
  const violate = (constraint: string): void => {
    violations.push(violation(qualifier, 'qualifier', constraint));
  };
  if (qualifier.length > maxQualifierLength) {
    violate(`Member must have length less than or equal to ${maxQualifierLength}`);
  }
  if (qualifier === '') violate('Member must have length greater than or equal to 1');
  if (!qualifierValue.test(qualifier)) {
    violate(`Member must satisfy regular expression pattern: ${qualifierPattern}`);
  }
  return violations;
}

function refuseForeign(
  name: string,
  region: string | undefined,
  accountId: string | undefined,
  home: Home,
): Refusal | undefined {
  if (region !== undefined && region !== home.region) {
    return refuse(
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${home.region}')`,
    );
  }
  if (accountId !== undefined && accountId !== home.accountId) {
    const message = `User: arn:aws:iam::${home.accountId}:user/local is not authorized to perform: lambda:InvokeFunction on resource: ${name} because no resource-based policy allows the lambda:InvokeFunction action`;
    return unmodelled('AccessDeniedException', 403, { Message: message });
  }
  return undefined;
}
