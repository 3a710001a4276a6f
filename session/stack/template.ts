import { readFileSync } from 'node:fs';
import type { ScalarTag } from 'yaml';
import { defined } from '../../core/base/defined.js';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import { yaml } from '../../scenarios/language/yaml-library.js';

/** What a scenario needs to know of a function. */
export interface FunctionFacts {
  /** A name or an ARN, without a qualifier. */
  functionName: string;
  qualifier?: string;
  timeoutS?: number;
  memoryMb?: number;
  reserved?: number;
}

/** A function of a template; `functionName` is its logical id where its name is made as it is deployed. */
export interface TemplateFunction extends FunctionFacts {
  id: string;
  isNamed: boolean;
  /** Of CDK: where the construct is in its app, `Shop/Checkout/Resource`. */
  path?: string;
}

/** An alias of a template. */
export interface TemplateAlias {
  id: string;
  name: string;
  /** The logical id of its function, or the function's name. */
  of: string;
}

/** The functions and aliases of a template, in its order. */
export interface Template {
  functions: TemplateFunction[];
  aliases: TemplateAlias[];
}

type Properties = Record<string, unknown>;

/** Reads a SAM or CloudFormation template. Throws `RepriseError` where it cannot be read. */
export function readTemplate(file: string): Template {
  const template = mapping(read(file));
  const shared = mapping(mapping(template.Globals).Function);
  const found: Template = { functions: [], aliases: [] };
  for (const [id, resource] of Object.entries(mapping(template.Resources))) {
    const { Type, Properties: own, Metadata } = mapping(resource);
    const path = mapping(Metadata)['aws:cdk:path'];
    if (Type === 'AWS::Serverless::Function' || Type === 'AWS::Lambda::Function') {
      const facts = factsOf(id, { ...shared, ...mapping(own) });
      found.functions.push({ ...facts, ...(typeof path === 'string' && { path }) });
    }
    const { FunctionName, Name } = mapping(own);
    const of = referredTo(FunctionName);
    if (Type === 'AWS::Lambda::Alias' && typeof Name === 'string' && of !== undefined)
      found.aliases.push({ id, name: Name, of });
  }
  return found;
}

/**
 * The functions of a SAM or CloudFormation template, in its order. A name that the template works out
 * (`!Sub`) is told by its logical id. Throws `RepriseError` where there is no function.
 */
export function functionsOfTemplate(file: string): FunctionFacts[] {
  const { functions } = readTemplate(file);
  if (functions.length > 0) return functions.map(({ id, isNamed, path, ...facts }) => facts);
  throw new RepriseError(`${file}: there is no function in this template.`, {
    hint: 'Give a SAM or CloudFormation template with AWS::Serverless::Function, or a function: --from checkout:live.',
  });
}

function factsOf(id: string, properties: Properties): TemplateFunction {
  const { FunctionName, AutoPublishAlias, Timeout, MemorySize, ReservedConcurrentExecutions } =
    properties;
  const isNamed = typeof FunctionName === 'string' && /^[\w-]+$/.test(FunctionName);
  return {
    ...{ id, isNamed, functionName: isNamed ? FunctionName : id },
    ...defined({
      qualifier: typeof AutoPublishAlias === 'string' ? AutoPublishAlias : undefined,
      timeoutS: numberOf(Timeout),
      memoryMb: numberOf(MemorySize),
      reserved: numberOf(ReservedConcurrentExecutions),
    }),
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** What `!Ref Checkout`, `!GetAtt Checkout.Arn` or a name says. */
function referredTo(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute } = mapping(value);
  const [id] = typeof attribute === 'string' ? attribute.split('.') : [attribute].flat();
  return [Ref, id].find((each): each is string => typeof each === 'string');
}

/** A value of CloudFormation's own (`!Ref`) is what it is in JSON, so that nobody takes it for text. */
const shortForms = ['Ref', 'GetAtt', 'Sub', 'ImportValue', 'Condition', 'GetAZs', 'Base64'].map(
  (name): ScalarTag => ({
    tag: `!${name}`,
    resolve: (text) => ({ [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: text }),
  }),
);

function read(file: string): unknown {
  try {
    const document = yaml().parseDocument(readFileSync(file, 'utf8'), { customTags: shortForms });
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
