import { defined } from '../base/defined.js';
import { RepriseError } from '../base/errors.js';

/** A function as the Invoke API takes it: the name in the path, the qualifier in the query. */
export interface FunctionRef {
  /** A name, a partial ARN or an ARN, without a qualifier. */
  functionName: string;
  /** A version's number, an alias, `$LATEST` or `$LATEST.PUBLISHED`. */
  qualifier?: string;
}

/** A function as `FunctionName` may write it, taken apart. */
export interface FunctionReference {
  /** Without the qualifier: the name, partial ARN or ARN as it was written. */
  reference: string;
  /** The bare name: `checkout`. */
  name: string;
  /** Version or alias, where the text carries one: `live` of `checkout:live`. */
  qualifier?: string;
}

/** The service's own pattern, as its validation messages quote it (recorded from the service 2025-11). */
const functionNamePattern =
  /^((?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d:)?(?:\d{12}:)?(?:function:)?([\w.-]+))(?::(\$LATEST(?:\.PUBLISHED)?|[\w-]+))?$/;
const qualifierPattern = /^(?:\$LATEST(?:\.PUBLISHED)?|[\w$-]+)$/;

/** Documented for InvokeAsync only (AWS Lambda API reference); the longest ARN stays well below. */
const maxFunctionNameLength = 256;
/** AWS Lambda API reference, Invoke. */
const maxQualifierLength = 128;

/**
 * Takes apart `checkout`, `checkout:live`, `123456789012:function:checkout` or a whole ARN with or
 * without its qualifier. Undefined when Lambda would not take the text as a function's name.
 */
export function parseFunctionReference(text: string): FunctionReference | undefined {
  const match = text.length <= maxFunctionNameLength ? functionNamePattern.exec(text) : null;
  if (match === null) return undefined;
  const [, reference = '', name = '', qualifier] = match;
  return { reference, name, ...defined({ qualifier }) };
}

/** The region that an ARN or a partial ARN names. */
export function regionOfFunction(reference: string): string | undefined {
  return /(?:^|:)((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):/.exec(reference)?.[1];
}

/** Whether Lambda would take the text as a `Qualifier`: a version, an alias or `$LATEST`. */
export function isQualifier(text: string): boolean {
  return text.length <= maxQualifierLength && qualifierPattern.test(text);
}

/**
 * Takes apart a name, `name:qualifier`, a partial ARN or an ARN, with or without a qualifier, and
 * the qualifier that was given beside it. Throws `RepriseError` when either cannot be one, or when
 * the two qualifiers differ, which the service refuses as well.
 */
export function parseFunctionName(name: string, qualifier?: string): FunctionRef {
  const parsed = parseFunctionReference(name);
  if (parsed === undefined) {
    throw new RepriseError(`\`${name}\` is not a Lambda function's name`, {
      hint: 'Give a name (checkout), a name with a version or alias (checkout:live), or an ARN.',
    });
  }
  const { reference: functionName, qualifier: ownQualifier } = parsed;
  if (qualifier !== undefined) checkQualifier(qualifier);
  if (ownQualifier !== undefined && qualifier !== undefined && ownQualifier !== qualifier) {
    throw new RepriseError(
      `the function's name \`${name}\` and the qualifier \`${qualifier}\` contradict each other`,
      { hint: 'Give the version or alias once.' },
    );
  }
  const effective = ownQualifier ?? qualifier;
  return effective === undefined ? { functionName } : { functionName, qualifier: effective };
}

function checkQualifier(qualifier: string): void {
  if (isQualifier(qualifier)) return;
  throw new RepriseError(`\`${qualifier}\` is not a version or an alias`, {
    hint: 'Give a version (12), an alias (live) or $LATEST.',
  });
}
