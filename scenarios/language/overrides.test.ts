import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { scenarioOptions } from '../../cmd/options/scenario-options.js';
import { RepriseError } from '../../core/base/errors.js';
import type { ScenarioFlags } from './flags.js';
import { loadScenario } from './load.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reprise-overrides-'));
  writeFileSync(path.join(folder, 'event.json'), '{}');
});

afterAll(() => rmSync(folder, { recursive: true }));

function load(yaml: string | undefined, commandLine: string[] = []) {
  if (yaml !== undefined) writeFileSync(path.join(folder, 's.yaml'), yaml);
  const flags = yargs(commandLine).options(scenarioOptions).strict().parseSync() as ScenarioFlags;
  return loadScenario(yaml === undefined ? undefined : 's.yaml', { workingDir: folder, flags });
}

function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RepriseError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}

const base = `target: { function: checkout, qualifier: live }
payloads: { recording: friday, order: shuffled }
load: [{ rate: 20/s, for: 30s }]
`;

describe('flags over a file', () => {
  const local =
    'local: { functions: { checkout: { versions: { 1: {} }, aliases: { live: { version: 1 } } } } }\n';
  it.each<[flags: string[], same: string]>([
    [['--function', 'audit'], base.replace('checkout', 'audit')],
    [['--function', 'audit:7'], base.replace('checkout, qualifier: live', 'audit:7')],
    [['--qualifier', '12'], base.replace('live', '12')],
    [['--region', 'eu-west-1'], base.replace('live', 'live, region: eu-west-1')],
    [['--profile', 'p'], base.replace('live', 'live, profile: p')],
    [['--endpoint-url', 'http://h:1'], base.replace('live', 'live, endpoint: "http://h:1"')],
    [['--recording', 'monday'], base.replace('friday', 'monday')],
    [['--files', 'event.json'], base.replace('recording: friday', 'files: event.json')],
    [['--payload', '@event.json'], base.replace('recording: friday', 'files: event.json')],
    [
      ['--payload', '{"n":1.0}', '--payload', '2'],
      base.replace('recording: friday', 'inline: [\'{"n":1.0}\', "2"]'),
    ],
    [['--order', 'random'], base.replace('shuffled', 'random')],
    [['--type', 'Event'], `${base}invoke: { type: Event }`],
    [['--invocation-type', 'DryRun'], `${base}invoke: { type: DryRun }`],
    [['--log-type', 'None'], `${base}invoke: { log: None }`],
    [['--stream'], `${base}invoke: { stream: true }`],
    [['--no-stream'], `${base}invoke: { stream: false }`],
    [['--stream-idle-timeout', '5s'], `${base}limits: { streamIdleTimeout: 5s }`],
    [['--client-context', '{"a":1}'], `${base}invoke: { clientContext: { a: 1 } }`],
    [['--tenant-id', '{{$.id}}'], `${base}invoke: { tenantId: "{{$.id}}" }`],
    [
      ['--durable-execution-name', 'unique'],
      `${base}invoke: { durableExecutionName: "{{uuid}}-{{nowMs}}" }`,
    ],
    [['--trace', '10%'], `${base}invoke: { trace: 10% }`],
    [['--rate', '5/s'], base.replace('20/s', '5/s')],
    [['--rate', '5/s->9/s', '--for', '1m'], base.replace('20/s, for: 30s', '5/s -> 9/s, for: 1m')],
    [
      ['--rate', '100/s ± 50/s', '--period', '1m'],
      base.replace('20/s', '100/s ± 50/s, period: 1m'),
    ],
    [
      ['--rate', '100 +- 50', '--period', '1m', '--start-at', 'trough'],
      base.replace('20/s', '100/s +- 50/s, period: 1m, startAt: trough'),
    ],
    [['--phase', '0.25'], `${base}phase: 0.25`],
    [['--duration', '1m'], base.replace('30s', '1m')],
    [['--arrivals', 'poisson'], base.replace('30s', '30s, arrivals: poisson')],
    [['--concurrency', '5'], base.replace('rate: 20/s', 'concurrency: 5')],
    [['-n', '100'], base.replace('30s', '30s, invocations: 100')],
    [
      ['--recorded', '2x', '--max-gap', '1s'],
      base.replace('rate: 20/s', 'recorded: 2x, maxGap: 1s'),
    ],
    [
      ['--stage', 'rate: 5/s, for: 1s', '--stage', '{ pause: 2s }'],
      base.replace('{ rate: 20/s, for: 30s }', '{ rate: 5/s, for: 1s }, { pause: 2s }'),
    ],
    [['--expect', 'p99 < 1s', '--expect', 'errors == 0'], `${base}expect: [p99 < 1s, errors == 0]`],
    [['--seed', '7'], `${base}seed: 7`],
    [['--name', 'n'], `${base}name: n`],
    [['--max-in-flight', '5'], `${base}limits: { maxInFlight: 5 }`],
    [['--timeout', '5s'], `${base}limits: { timeout: 5s }`],
    [['--connect-timeout', '1s'], `${base}limits: { connectTimeout: 1s }`],
    [['--drain', '0'], `${base}limits: { drain: 0 }`],
    [['--max-invocations', '10k'], `${base}limits: { maxInvocations: 10k }`],
    [['--max-cost', '0.5'], `${base}limits: { maxCost: 0.5 }`],
    [['--no-local'], base],
  ])('%j are the same as writing them into it', (flags, same) => {
    const { source: _, ...overridden } = load(
      flags[0] === '--no-local' ? base + local : base,
      flags,
    );
    const { source: __, ...written } = load(same);
    expect(overridden).toEqual(written);
  });

  it('replace a load of several stages when they name a kind of load', () => {
    const yaml = base.replace('for: 30s }', 'for: 30s }, { pause: 1s }');
    expect(load(yaml, ['--rate', '9/s', '--for', '1s']).workloads[0]?.stages).toMatchObject([
      { name: '9/s', durationS: 1 },
    ]);
  });

  it('leave nothing of a sine to another rate', () => {
    const yaml = base.replace('20/s', '9/s ± 2/s, period: 1m, startAt: peak');
    expect(load(yaml, ['--rate', '5/s']).workloads[0]?.stages).toEqual([
      { kind: 'rate', name: '5/s', fromHz: 5, toHz: 5, durationS: 30, arrivals: 'uniform' },
    ]);
  });

  it('concern the workload that they name, and leave the others alone', () => {
    const yaml = `${base}workloads: { a: {}, b: { payloads: { recording: x } } }`;
    const flags = ['--workload', 'b', '--rate', '1/s', '--order', 'random', '--function', 'g'];
    expect(load(yaml, flags).workloads).toMatchObject([
      { name: 'a', functionName: 'checkout', stages: [{ name: '20/s' }] },
      {
        name: 'b',
        functionName: 'g',
        payloads: { name: 'x', order: 'random' },
        stages: [{ name: '1/s', durationS: 30 }],
      },
    ]);
  });
});

describe('flags alone', () => {
  it('describe a whole run', () => {
    const line = '--function checkout:live --recording friday --rate 200/s --for 2m';
    expect(load(undefined, line.split(' '))).toMatchObject({
      name: 'checkout:live at 200/s',
      workloads: [
        {
          functionName: 'checkout',
          qualifier: 'live',
          payloads: { kind: 'recording', name: 'friday' },
          stages: [{ kind: 'rate', fromHz: 200, toHz: 200, durationS: 120 }],
        },
      ],
    });
  });
});

describe('a problem that a flag caused', () => {
  const several = `${base}workloads: { old: {}, new: {} }`;
  it.each<[flags: string[], yaml: string | undefined, message: string]>([
    [
      ['--rate', 'fast'],
      base,
      '--rate: "fast" is not a rate\n  hint: Write a rate as 50/s, 3000/m, 10/h or 100/500ms; a bare 50 is 50/s.',
    ],
    [
      ['--for', '30'],
      base,
      '--for: "30" has no unit\n  hint: Write 30s or 30ms, whichever you mean.',
    ],
    [
      ['--function', 'f', '--rate', '5'],
      undefined,
      '--rate: this stage never ends\n  hint: Add `for: 30s` or `invocations: 1000`.',
    ],
    [
      ['--max-cost', 'much'],
      base,
      '--max-cost: "much" is not an amount in US dollars\n  hint: Write an amount as 5, 0.50 or $5.',
    ],
    [['--rate', '1', '--rate', '2'], base, '--rate: this is given twice\n  hint: Keep one.'],
    [
      ['--rate', '1', '--stage', 'pause: 1s'],
      base,
      '--rate: this cannot stand beside --stage\n  hint: Write it into the stage: --stage "…, rate: …".',
    ],
    [
      ['--stage', 'rate: {'],
      base,
      '--stage: "rate: {" is not a stage\n  hint: Write it as in a scenario: --stage "rate: 20/s, for: 30s".',
    ],
    [
      ['--rate', '1'],
      several,
      '--rate: the scenario has 2 workloads\n  hint: Say which is meant: --workload old.',
    ],
    [
      ['--workload', 'nwe'],
      several,
      '--workload: there is no workload "nwe"\n  hint: Did you mean "new"?',
    ],
    [
      ['--workload', 'other'],
      several,
      '--workload: there is no workload "other"\n  hint: Use one of old, new.',
    ],
    [
      ['--recording', 'a', '--payload', '1'],
      base,
      '--payload: this cannot stand beside --recording\n  hint: Keep one of --recording, --files and --payload.',
    ],
    [
      ['--type', 'Event', '--client-context', '{}'],
      base,
      '--client-context: Lambda ignores clientContext with type Event\n  hint: Remove it, or put the data into the payload.',
    ],
    [
      ['--tenant-id', 'a*b'],
      base,
      '--tenant-id: "a*b" is not a tenant id\n  hint: Lambda takes 1 to 256 letters, digits, spaces and . _ : / = + - @.',
    ],
  ])('%j names the flag', (flags, yaml, message) => {
    expect(complaint(() => load(yaml, flags))).toBe(message);
  });
});
