/** A function as `FunctionName` may write it, taken apart. */
export interface FunctionReference {
  /** Without the qualifier: the name, partial ARN or ARN as it was written. */
  reference: string;
  /** The bare name: `checkout`. */
  name: string;
  /** Version or alias, where the text carries one: `live` of `checkout:live`. */
  qualifier?: string;
}

/** The service's own pattern, as its validation message quotes it (recorded 2025-11), with other groups. */
const functionName =
  /^((?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d:)?(?:\d{12}:)?(?:function:)?([\w.-]+))(?::(\$LATEST(?:\.PUBLISHED)?|[\w-]+))?$/;
const qualifierValue = /^(?:\$LATEST(?:\.PUBLISHED)?|[\w$-]{1,128})$/;

/**
 * Takes apart `checkout`, `checkout:live`, `123456789012:function:checkout` or a whole ARN with or
 * without its qualifier. Undefined when Lambda would not take the text as a function's name.
 */
export function parseFunctionReference(text: string): FunctionReference | undefined {
  const match = functionName.exec(text);
  if (match === null) return undefined;
  const [, reference = '', name = '', qualifier] = match;
  return { reference, name, ...(qualifier === undefined ? {} : { qualifier }) };
}

/** Whether Lambda would take the text as a `Qualifier`: a version, an alias or `$LATEST`. */
export function isQualifier(text: string): boolean {
  return qualifierValue.test(text);
}
