import { defined } from '../../core/base/defined.js';
import {
  type FunctionReference,
  isQualifier,
  parseFunctionReference,
  regionOfFunction,
} from '../../core/invoke/function-name.js';
import type { LocalFunction, LocalLambdaConfig } from '../../local/config.js';
import { suggestion } from './did-you-mean.js';
import type { Finding } from './problems.js';

/** A value and where it was written, since a workload may take it from the top level. */
export interface Placed<T> {
  value: T;
  path: readonly PropertyKey[];
}

/** Which function a workload invokes. */
export interface ResolvedTarget {
  functionName: string;
  /** Without account and region: what the report calls it. */
  shortName: string;
  qualifier?: string;
}

/**
 * Joins `function` and `qualifier` (`checkout:live` carries both) and, with a `local:` section,
 * checks that it describes them; without one, that the ARN is of the `region` that is asked for. Undefined when something is wrong, which is then in `findings`.
 */
export function resolveTarget(
  functionText: Placed<string>,
  qualifierText: Placed<string> | undefined,
  { local, region }: { local: LocalLambdaConfig | undefined; region: string | undefined },
  findings: Finding[],
): ResolvedTarget | undefined {
  const reference = parseFunctionReference(functionText.value);
  if (reference === undefined) {
    findings.push({
      path: functionText.path,
      message: `${JSON.stringify(functionText.value)} is not a function's name or ARN`,
      hint: 'Write checkout, checkout:live or arn:aws:lambda:eu-west-1:123456789012:function:checkout.',
    });
    return undefined;
  }
  findings.push(...qualifierFindings(reference, qualifierText));
  const qualifier = qualifierText?.value ?? reference.qualifier;
  const qualifierPath = qualifierText?.path ?? functionText.path;
  if (local === undefined) findings.push(...regionFindings(functionText, region));
  else {
    findings.push(
      ...localFindings(
        local,
        { value: reference.name, path: functionText.path },
        qualifier,
        qualifierPath,
      ),
    );
  }
  return {
    functionName: reference.reference,
    shortName: reference.name,
    ...defined({ qualifier }),
  };
}

/** A request for a function of another region would find another function there, or none. */
function regionFindings({ value, path }: Placed<string>, region: string | undefined): Finding[] {
  const own = regionOfFunction(value);
  if (own === undefined || region === undefined || own === region) return [];
  const message = `the function is in ${own}, as its ARN says, and the region asked for is ${region}`;
  return [{ path, message, hint: 'Leave the region out: the ARN says it.' }];
}

function qualifierFindings(
  reference: FunctionReference,
  qualifier: Placed<string> | undefined,
): Finding[] {
  if (qualifier === undefined) return [];
  const { value, path } = qualifier;
  if (!isQualifier(value)) {
    const message = `${JSON.stringify(value)} is not a version or an alias`;
    return [{ path, message, hint: 'Write a version (12), an alias (live) or $LATEST.' }];
  }
  if (reference.qualifier === undefined || reference.qualifier === value) return [];
  return [
    {
      path,
      message: `the function already carries the qualifier "${reference.qualifier}", and this one is "${value}"`,
      hint: 'Keep one of the two.',
    },
  ];
}

function localFindings(
  local: LocalLambdaConfig,
  name: Placed<string>,
  qualifier: string | undefined,
  qualifierPath: readonly PropertyKey[],
): Finding[] {
  const described = local.functions[name.value];
  if (described === undefined) {
    const message = `the local section does not describe a function "${name.value}"`;
    return [
      { path: name.path, message, hint: suggestion(name.value, Object.keys(local.functions)) },
    ];
  }
  const qualifiers = qualifiersOf(described);
  if (qualifier === undefined || qualifiers.includes(qualifier)) return [];
  const message = `the local function "${name.value}" has no version or alias "${qualifier}"`;
  return [{ path: qualifierPath, message, hint: suggestion(qualifier, qualifiers) }];
}

function qualifiersOf({ aliases, versions }: LocalFunction): string[] {
  return [...new Set([...Object.keys(aliases), ...Object.keys(versions), '$LATEST'])];
}
