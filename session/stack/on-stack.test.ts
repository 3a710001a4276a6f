import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RepriseError } from '../../core/base/errors.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { temporaryFolder } from '../../test/cli.fixture.js';
import { arnOfStack, type Pages, startCloudFormation } from './cloudformation.fixture.js';
import { onStack } from './on-stack.js';

/** What `--function` and `--stack` come to: `name`, `name:qualifier`, or what is said. */
async function found(functionText: string, stack: string, qualifier?: string): Promise<string> {
  try {
    const flags = { function: functionText, qualifier, rate: '1/s', for: '1s', stack };
    const scenario = await onStack(loadScenario(undefined, { flags }));
    expect(scenario.stack).toBeUndefined();
    const [workload] = scenario.workloads;
    return [workload?.functionName, workload?.qualifier].filter(Boolean).join(':');
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    return `${error.message} ${error.hint}`;
  }
}

function folderWith(files: Record<string, unknown>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(
      path.join(folder, name),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
  return folder;
}

const sam = `
Parameters: { Name: { Type: String } }
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }
  Checkout: { Type: AWS::Serverless::Function, Properties: { FunctionName: checkout-prod } }
  Refund: { Type: AWS::Lambda::Function, Properties: { FunctionName: !Ref Name } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Checkout, Name: live } }
  Blue: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !GetAtt Checkout.Arn, Name: blue } }
`;

const pages: Pages = [
  [
    ['Orders', 'AWS::SQS::Queue', 'orders'],
    ['Checkout8A7B', 'AWS::Lambda::Function', 'shop-Checkout8A7B-x1'],
  ],
  [['Live', 'AWS::Lambda::Alias', 'arn:aws:lambda:eu-west-1:123456789012:function:shop-c:live']],
];

describe('in a template', () => {
  it.each([
    ['Checkout', undefined, /^checkout-prod$/],
    ['Checkout:12', undefined, /^checkout-prod:12$/],
    ['checkout-prod', 'live', /^checkout-prod:live$/],
    ['Live', undefined, /^checkout-prod:live$/],
    ['Blue', undefined, /^checkout-prod:blue$/],
    ['Live', 'blue', /alias live, and the qualifier asked for is blue/],
    ['Refund', undefined, /Refund is made when it is deployed.*--stack NAME/],
    [
      'Chekout',
      undefined,
      /no function or alias "Chekout"\. Did you mean Checkout\? There are Che/,
    ],
    ['Orders', undefined, /no function or alias "Orders"/],
  ])('%s with %s is %s', async (functionText, qualifier, said) => {
    const file = path.join(folderWith({ 'template.yaml': sam }), 'template.yaml');
    expect(await found(functionText, file, qualifier)).toMatch(said);
  });
});

it.each([
  ['Checkout8A7B', 'shop-Checkout8A7B-x1'],
  ['shop-Checkout8A7B-x1', 'shop-Checkout8A7B-x1'],
  ['Live', 'arn:aws:lambda:eu-west-1:123456789012:function:shop-c:live'],
])('a deployed stack is asked for all of its resources: %s', async (id, name) => {
  const calls = await startCloudFormation('shop', pages);
  expect(await found(id, 'shop')).toBe(name);
  expect(calls).toEqual(['ListStackResources shop', 'ListStackResources shop']);
});

describe('of the stacks nested in a deployed one', () => {
  const fn = (id: string, name: string) => [id, 'AWS::Lambda::Function', name] as const;
  const nested = (id: string, name: string) =>
    [id, 'AWS::CloudFormation::Stack', arnOfStack(name)] as const;
  const root: Pages = [[fn('Checkout', 'root-checkout')], [nested('A', 'a'), nested('B', 'b')]];
  const others: Record<string, Pages> = {
    a: [[fn('Checkout', 'a-checkout'), fn('Refund', 'a-refund'), fn('Twice', 'a-twice')]],
    b: [[fn('Twice', 'b-twice'), nested('C', 'c')]],
    c: [[fn('Deep', 'c-deep'), fn('Refund', 'c-refund')]],
  };

  it.each([
    ['Checkout', 'root-checkout', 2],
    ['Refund', 'a-refund', 4],
    ['Deep', 'c-deep', 5],
    ['c-deep', 'c-deep', 5],
    [
      'Twice',
      `More than one stack nested in shop has Twice. Name the nested stack: --stack ${arnOfStack('a')}, or --stack ${arnOfStack('b')}.`,
      4,
    ],
    [
      'Depe',
      'shop has no function or alias "Depe". Did you mean Deep? There are Checkout, Refund, Twice, Deep.',
      5,
    ],
  ])('%s is %s', async (id, said, asked) => {
    const calls = await startCloudFormation('shop', root, others);
    expect(await found(id, 'shop')).toBe(said);
    expect(calls).toHaveLength(asked);
  });
});

it('a stack by its ARN is in its region, and so is the run', async () => {
  await startCloudFormation('shop', pages);
  const stack = arnOfStack('shop');
  const flags = { function: 'Live', rate: '1/s', for: '1s', stack };
  const { target } = await onStack(loadScenario(undefined, { flags }));
  expect(target).toMatchObject({ region: 'eu-west-1' });
  const elsewhere = loadScenario(undefined, { flags: { ...flags, region: 'us-east-1' } });
  await expect(onStack(elsewhere)).rejects.toThrow(/is in eu-west-1.*asked for is us-east-1/);
});

it.each([
  ['Checkout8A7', 'shop', /no function or alias "Checkout8A7"\. Did you mean Checkout8A7B\?/],
  ['Checkout', 'shopp', /Reading the stack shopp failed: ValidationError: Stack with id/],
  ['Checkout', 'no/template.yaml', /There is no no\/template\.yaml\. Give a template, cdk\.out/],
])('%s of %s is refused', async (id, stack, said) => {
  await startCloudFormation('shop', pages);
  expect(await found(id, stack)).toMatch(said);
});

describe("in CDK's cloud assembly", () => {
  const resource = (construct: string, more: object = {}) => ({
    Type: 'AWS::Lambda::Function',
    Properties: { Handler: 'index.handler', ...more },
    Metadata: { 'aws:cdk:path': `${construct}/Resource` },
  });
  const stackArtifact = (templateFile: string, stackName?: string) => ({
    type: 'aws:cloudformation:stack',
    properties: { templateFile, ...(stackName && { stackName }) },
  });
  const files = {
    'manifest.json': {
      artifacts: {
        Tree: { type: 'cdk:tree' },
        Shop: stackArtifact('Shop.template.json', 'shop'),
        'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'prod' } },
      },
    },
    'Shop.template.json': {
      Resources: {
        Checkout8A7B: resource('Shop/Checkout'),
        Named11: resource('Shop/Named', { FunctionName: 'named' }),
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: { FunctionName: { Ref: 'Checkout8A7B' }, Name: 'live' },
        },
      },
    },
    'prod/manifest.json': { artifacts: { Shop: stackArtifact('Shop.template.json') } },
    'prod/Shop.template.json': {
      Resources: {
        Named22: resource('Prod/Shop/Named', { FunctionName: 'named-prod' }),
        Twice1: resource('Prod/Twice'),
        Twice2: resource('Other/Twice'),
      },
    },
  };

  it.each([
    ['Named11', /^named$/],
    ['Named', /more than one Named\. Name the stack: --stack shop, or --stack Shop\./],
    ['Named22', /^named-prod$/],
    ['Checkout', /^shop-Checkout8A7B-x1$/],
    ['Checkout8A7B:3', /^shop-Checkout8A7B-x1:3$/],
    ['Live', /function:shop-c:live$/],
    ['Twice', /more than one Twice\. Name the stack: --stack Shop/],
    ['Named33', /no function or alias "Named33"\. Did you mean Named11\?/],
  ])('%s is %s', async (id, said) => {
    await startCloudFormation('shop', pages);
    const folder = folderWith(files);
    expect(await found(id, folder)).toMatch(said);
  });
});

it.each(['HelloWorldLambdaFunction', 'helloWorld', 'svc-dev-helloWorld'])(
  'in what Serverless Framework packages: %s',
  async (id) => {
    const folder = folderWith({
      'cloudformation-template-update-stack.json': {
        Resources: {
          HelloWorldLambdaFunction: {
            Type: 'AWS::Lambda::Function',
            Properties: { FunctionName: 'svc-dev-helloWorld' },
          },
        },
      },
    });
    expect(await found(id, folder)).toBe('svc-dev-helloWorld');
  },
);

it('is not together with a local section, nor a folder without a stack', async () => {
  const flags = { stack: 'shop' };
  await expect(onStack(loadScenario('scenarios/quickstart.yaml', { flags }))).rejects.toThrow(
    /has a local section/,
  );
  expect(await found('Checkout', temporaryFolder())).toMatch(
    /There is no stack in .* Give cdk\.out/,
  );
});
