import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { codeOf, messageOf, RepriseError } from '../../core/base/errors.js';
import { readTemplate, type Template } from './template.js';

/** A stack as it is written here. */
export interface LocalStack extends Template {
  /** Where it was read, for messages. */
  file: string;
  /** What it is called when it is deployed, where that is known. */
  stackName?: string;
}

/** What Serverless Framework leaves in its folder. */
const serverlessTemplate = 'cloudformation-template-update-stack.json';

/**
 * The stacks of a path: a template, CDK's `cdk.out`, or `.serverless`. Undefined for what is no path and
 * so the name of a deployed stack. Throws `RepriseError` for a path where no stack is.
 */
export function locateStacks(reference: string): LocalStack[] | undefined {
  const kind = kindOf(reference);
  if (kind === 'file') return [{ file: reference, ...readTemplate(reference) }];
  if (kind === 'folder') return stacksIn(reference);
  if (!/[\\/]|\.(ya?ml|json|template)$/.test(reference) || reference.startsWith('arn:')) return;
  throw new RepriseError(`There is no ${reference}.`, {
    hint: 'Give a template, cdk.out (cdk synth writes it), .serverless (sls package writes it), or the name of a stack.',
  });
}

function kindOf(reference: string): 'file' | 'folder' | undefined {
  try {
    return statSync(reference).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function stacksIn(folder: string): LocalStack[] {
  if (existsSync(path.join(folder, 'manifest.json'))) return assembled(folder);
  const file = path.join(folder, serverlessTemplate);
  if (existsSync(file)) return [{ file, ...readTemplate(file) }];
  throw new RepriseError(`There is no stack in ${folder}.`, {
    hint: `Give cdk.out (with manifest.json) or .serverless (with ${serverlessTemplate}).`,
  });
}

interface Artifact {
  type?: string;
  properties?: { templateFile?: string; stackName?: string; directoryName?: string };
}

/** CDK's cloud assembly, with the stages in it (AWS CDK, cloud-assembly-schema). */
function assembled(folder: string): LocalStack[] {
  const { artifacts = {} } = manifestOf(path.join(folder, 'manifest.json'));
  return Object.entries(artifacts).flatMap(([id, { type, properties = {} }]): LocalStack[] => {
    const { templateFile, stackName = id, directoryName } = properties;
    if (type === 'cdk:cloud-assembly' && directoryName !== undefined)
      return assembled(path.join(folder, directoryName));
    if (type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
    const file = path.join(folder, templateFile);
    return [{ file, stackName, ...readTemplate(file) }];
  });
}

function manifestOf(file: string): { artifacts?: Record<string, Artifact> } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { artifacts?: Record<string, Artifact> };
  } catch (error) {
    throw new RepriseError(`${file} cannot be read: ${messageOf(error)}`, {
      hint: 'Write it anew with cdk synth.',
      cause: error,
    });
  }
}
