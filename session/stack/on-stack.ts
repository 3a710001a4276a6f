import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { ServiceOptions } from '../../core/recording/aws/client-options.js';
import type { Scenario, Workload } from '../../scenarios/language/scenario.js';
import { type DeployedStack, deployedStack } from './deployed.js';
import { type Deployed, type Found, findDeployed } from './find-deployed.js';
import { type LocalStack, locateStacks } from './locate.js';
import type { TemplateFunction } from './template.js';
import { unknownFunction } from './unknown-function.js';

/**
 * The scenario with the functions that its stack (`--stack`) has under the logical ids that it names; as
 * it was without one. Throws `RepriseError` for an id that the stack has not, with the closest.
 */
export async function onStack(scenario: Scenario): Promise<Scenario> {
  const { stack, ...rest } = scenario;
  if (stack === undefined) return scenario;
  if (rest.local !== undefined) {
    throw new RepriseError(
      '--stack names deployed functions, and this scenario has a local section.',
      {
        hint: 'Keep one of the two: --no-local leaves the local section aside.',
      },
    );
  }
  const region = regionOf(stack, rest.target.region);
  const { profile, caBundle, verifySsl } = rest.target;
  const deployed = asked({ ...defined({ region, profile, caBundle, verifySsl }) });
  const locals = locateStacks(stack);
  const find = locals
    ? (id: string) => findLocally(id, locals, stack, deployed)
    : (id: string) => findDeployed(id, stack, deployed);
  const workloads: Workload[] = [];
  for (const workload of rest.workloads)
    workloads.push(onFunction(workload, await find(workload.functionName)));
  return { ...rest, target: { ...rest.target, ...defined({ region }) }, workloads };
}

/** Each stack is asked for once. */
function asked(options: ServiceOptions): Deployed {
  const known = new Map<string, Promise<DeployedStack>>();
  return (stackName) => {
    const found = known.get(stackName) ?? deployedStack(stackName, options);
    known.set(stackName, found);
    return found;
  };
}

/** An ARN says its region; another one beside it would look for the functions elsewhere. */
function regionOf(stack: string, asked: string | undefined): string | undefined {
  const own = stack.startsWith('arn:') ? stack.split(':')[3] : undefined;
  if (own === undefined || asked === undefined || own === asked) return own ?? asked;
  throw new RepriseError(
    `--stack: the stack is in ${own}, as its ARN says, and the region asked for is ${asked}`,
    { hint: 'Leave the region out: the ARN says it.' },
  );
}

function onFunction(workload: Workload, { functionName, qualifier }: Found): Workload {
  if (qualifier !== undefined && (workload.qualifier ?? qualifier) !== qualifier) {
    throw new RepriseError(
      `${workload.functionName} is the alias ${qualifier}, and the qualifier asked for is ${workload.qualifier}.`,
      { hint: 'Leave the qualifier out, or name the function.' },
    );
  }
  return { ...workload, functionName, ...defined({ qualifier: workload.qualifier ?? qualifier }) };
}

/** A template knows the names that are written in it; those that are made are the deployed stack's to say. */
async function findLocally(
  id: string,
  stacks: readonly LocalStack[],
  reference: string,
  deployed: Deployed,
): Promise<Found> {
  const found = stacks.flatMap((stack) => matches(id, stack).map((match) => ({ stack, match })));
  const [first, second] = found;
  if (first === undefined) {
    throw unknownFunction(
      id,
      reference,
      stacks.flatMap(({ functions, aliases }) => [...functions, ...aliases]),
    );
  }
  if (second !== undefined) {
    throw new RepriseError(`${reference} has more than one ${id}.`, {
      hint: `Name the stack: --stack ${found.map(({ stack }) => stack.stackName ?? stack.file).join(', or --stack ')}.`,
    });
  }
  const { stack, match } = first;
  const target = stack.functions.find(
    (each) => each.id === match.of || each.functionName === match.of,
  );
  const { qualifier } = match;
  if (target === undefined || target.isNamed)
    return { functionName: target?.functionName ?? match.of, ...defined({ qualifier }) };
  if (stack.stackName !== undefined) return findDeployed(match.id, stack.stackName, deployed);
  throw new RepriseError(`${stack.file}: the name of ${id} is made when it is deployed.`, {
    hint: 'Name the deployed stack: --stack NAME.',
  });
}

interface Match {
  id: string;
  of: string;
  qualifier?: string;
}

function matches(id: string, { functions, aliases }: LocalStack): Match[] {
  return [
    ...functions.filter((each) => isCalled(each, id)).map((each) => ({ id: each.id, of: each.id })),
    ...aliases
      .filter((each) => each.id === id)
      .map((each) => ({ id: each.id, of: each.of, qualifier: each.name })),
  ];
}

/** By its logical id, its name, its construct of CDK or its key of Serverless. */
function isCalled({ id, functionName, path }: TemplateFunction, asked: string): boolean {
  const construct = path
    ?.replace(/\/Resource$/, '')
    .split('/')
    .at(-1);
  const names = [id, functionName, construct];
  const key = /^(.*)LambdaFunction$/.exec(id)?.[1];
  return names.includes(asked) || (key !== undefined && key.toLowerCase() === asked.toLowerCase());
}
