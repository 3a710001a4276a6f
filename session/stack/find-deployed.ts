import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { parseFunctionReference } from '../../core/invoke/function-name.js';
import type { DeployedResource, DeployedStack } from './deployed.js';
import { unknownFunction } from './unknown-function.js';

/** What Lambda calls a function; of an alias, with its name. */
export interface Found {
  functionName: string;
  qualifier?: string;
}

/** Asks what is in a deployed stack. */
export type Deployed = (stackName: string) => Promise<DeployedStack>;

/** A function or alias, and the stack that it is in. */
interface Placed extends DeployedResource {
  stack: string;
}

/**
 * The function or alias of that id in a deployed stack, or else in those nested in it, level by level.
 * Throws `RepriseError` where there is none, or more than one on a level.
 */
export async function findDeployed(
  id: string,
  stackName: string,
  deployed: Deployed,
): Promise<Found> {
  const seen: DeployedResource[] = [];
  for (let level = [stackName]; level.length > 0; ) {
    const stacks = await inTurn(level, deployed);
    const resources = stacks.flatMap((stack, at): Placed[] =>
      stack.resources.map((each) => ({ ...each, stack: level[at] as string })),
    );
    const [first, second] = resources.filter((each) => each.id === id || each.physicalId === id);
    if (first && second) throw twice(id, stackName, [first.stack, second.stack]);
    if (first) return reached(first);
    seen.push(...resources);
    level = stacks.flatMap(({ nested }) => nested.map(({ physicalId }) => physicalId));
  }
  throw unknownFunction(id, stackName, seen);
}

/** One after the other: CloudFormation throttles who asks much at once. */
async function inTurn(names: readonly string[], deployed: Deployed): Promise<DeployedStack[]> {
  const stacks: DeployedStack[] = [];
  for (const name of names) stacks.push(await deployed(name));
  return stacks;
}

function reached({ physicalId }: DeployedResource): Found {
  const { reference, qualifier } = parseFunctionReference(physicalId) ?? { reference: physicalId };
  return { functionName: reference, ...defined({ qualifier }) };
}

function twice(id: string, stackName: string, stacks: readonly string[]): RepriseError {
  return new RepriseError(`More than one stack nested in ${stackName} has ${id}.`, {
    hint: `Name the nested stack: --stack ${stacks.join(', or --stack ')}.`,
  });
}
