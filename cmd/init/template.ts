import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { messageOf, RepriseError } from '../../core/base/errors.js';

/** What a scenario needs to know of a function. */
export interface FunctionFacts {
  /** A name or an ARN, without a qualifier. */
  functionName: string;
  qualifier?: string;
  timeoutS?: number;
  memoryMb?: number;
  reserved?: number;
}

type Properties = Record<string, unknown>;

/**
 * The functions of a SAM or CloudFormation template, in its order. A name that the template works out
 * (`!Sub`) is told by its logical id. Throws `RepriseError` where there is no function.
 */
export function functionsOfTemplate(file: string): FunctionFacts[] {
  const template = mapping(read(file));
  const shared = mapping(mapping(template.Globals).Function);
  const found = Object.entries(mapping(template.Resources)).flatMap(([id, resource]) => {
    const { Type, Properties: own } = mapping(resource);
    const isFunction = Type === 'AWS::Serverless::Function' || Type === 'AWS::Lambda::Function';
    return isFunction ? [factsOf(id, { ...shared, ...mapping(own) })] : [];
  });
  if (found.length > 0) return found;
  throw new RepriseError(`${file}: there is no function in this template.`, {
    hint: 'Give a SAM or CloudFormation template with AWS::Serverless::Function, or a function: --from checkout:live.',
  });
}

function factsOf(id: string, properties: Properties): FunctionFacts {
  const { FunctionName, AutoPublishAlias, Timeout, MemorySize, ReservedConcurrentExecutions } =
    properties;
  const isPlain = typeof FunctionName === 'string' && /^[\w-]+$/.test(FunctionName);
  return {
    functionName: isPlain ? FunctionName : id,
    ...(typeof AutoPublishAlias === 'string' && { qualifier: AutoPublishAlias }),
    ...(typeof Timeout === 'number' && { timeoutS: Timeout }),
    ...(typeof MemorySize === 'number' && { memoryMb: MemorySize }),
    ...(typeof ReservedConcurrentExecutions === 'number' && {
      reserved: ReservedConcurrentExecutions,
    }),
  };
}

/** CloudFormation's own tags (`!Ref`) are read as their text: nothing here asks what they refer to. */
function read(file: string): unknown {
  try {
    const document = parseDocument(readFileSync(file, 'utf8'));
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS();
  } catch (error) {
    throw new RepriseError(`${file} cannot be read: ${messageOf(error)}`, {
      hint: 'Give a SAM or CloudFormation template in YAML or JSON.',
      cause: error,
    });
  }
}

function mapping(value: unknown): Properties {
  return typeof value === 'object' && value !== null ? (value as Properties) : {};
}
