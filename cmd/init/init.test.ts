import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RepriseError } from '../../core/base/errors.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { temporaryFolder } from '../../test/cli.fixture.js';
import { init } from './execute-init.js';

const template = `
Globals: { Function: { Timeout: 7, MemorySize: 256 } }
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub "\${AWS::StackName}-checkout"
      MemorySize: 1024
      AutoPublishAlias: live
      ReservedConcurrentExecutions: 40
      Environment: { Variables: { QUEUE: !Ref Orders } }
  Refund: { Type: AWS::Lambda::Function, Properties: { FunctionName: refund } }
`;

/** What was written for these wishes, as the scenario that it is. */
function written(wanted: { from?: string; function?: string }) {
  const folder = path.join(temporaryFolder(), 'load-test');
  const said = init({ folder, from: wanted.from, function: wanted.function });
  const file = path.join(folder, 'scenario.yaml');
  return { folder, said, ...loadScenario(file, { checkExpectation: parseExpectation }) };
}

function templateFile(text = template): string {
  const file = path.join(temporaryFolder(), 'template.yaml');
  writeFileSync(file, text);
  return file;
}

describe('reprise init', () => {
  it.each([
    [undefined, 'checkout', undefined],
    ['orders', 'orders', undefined],
    ['orders:live', 'orders', 'live'],
    ['orders:12', 'orders', '12'],
    ['orders:$LATEST', 'orders', '$LATEST'],
    [
      'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
      'arn:aws:lambda:eu-west-1:123456789012:function:orders',
      'live',
    ],
  ])('from %s writes a scenario that loads, with its local Lambda', (from, name, qualifier) => {
    const { workloads, local, expectations } = written(from === undefined ? {} : { from });
    expect(workloads[0]).toMatchObject({ functionName: name });
    expect(workloads[0]?.qualifier).toBe(qualifier);
    expect(Object.keys(local?.functions ?? {})).toEqual([name.replace(/^.*:/, '')]);
    expect(expectations.length).toBeGreaterThan(2);
  });

  it('takes names, times and limits from a template, of its first function', () => {
    const { said, workloads, local } = written({ from: templateFile() });
    expect(workloads[0]).toMatchObject({ functionName: 'Checkout', qualifier: 'live' });
    expect(local?.functions.Checkout).toMatchObject({ memoryMb: 1024, timeoutS: 7 });
    expect(said).toContain('The template has more functions: refund');
  });

  it('or of the one that is named', () => {
    const { workloads } = written({ from: templateFile(), function: 'refund' });
    expect(workloads[0]?.functionName).toBe('refund');
  });

  it('writes an event that is JSON, and a gate that can be run', () => {
    const { folder } = written({});
    const event: unknown = JSON.parse(
      readFileSync(path.join(folder, 'events/example.json'), 'utf8'),
    );
    expect(event).toHaveProperty('orderId');
    expect(statSync(path.join(folder, 'gate.sh')).mode & 0o111).toBe(0o111);
  });

  it('overwrites nothing, and writes nothing where one file is there', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'gate.sh'), 'mine');
    expect(() => init({ folder, from: undefined, function: undefined })).toThrow(
      /is there already/,
    );
    expect(readFileSync(path.join(folder, 'gate.sh'), 'utf8')).toBe('mine');
    expect(existsSync(path.join(folder, 'scenario.yaml'))).toBe(false);
  });

  it.each([
    ['a template without functions', 'Resources: {}', undefined, /no function in this template/],
    ['a function that it has not', template, 'Refnd', /has no function "Refnd"/],
    ['what is no YAML', 'a: [', undefined, /cannot be read/],
  ])('refuses %s', (_, text, name, message) => {
    const wanted = { folder: temporaryFolder(), from: templateFile(text), function: name };
    expect(() => init(wanted)).toThrow(message);
    expect(() => init(wanted)).toThrow(RepriseError);
  });

  it.each(['no/such/template.yaml', 'not a function'])('refuses %j', (from) => {
    expect(() => init({ folder: temporaryFolder(), from, function: undefined })).toThrow(
      RepriseError,
    );
  });
});
