import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { RepriseError } from '../../core/base/errors.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import { type LoadOptions, loadLocalFile, loadScenario } from './load.js';
import { ScenarioProblems } from './problems.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reprise-scenario-'));
  mkdirSync(path.join(folder, 'events'));
  writeFileSync(path.join(folder, 'events', 'b.json'), '{"b":1}');
  writeFileSync(path.join(folder, 'events', 'a.json'), '{"a":1}');
});

afterAll(() => rmSync(folder, { recursive: true }));

function load(yaml: string, options: LoadOptions = {}) {
  writeFileSync(path.join(folder, 's.yaml'), yaml);
  return loadScenario('s.yaml', { workingDir: folder, ...options });
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

const minimal = 'target: { function: checkout }\nload: [{ rate: 20/s, for: 30s }]\n';

describe('a scenario file', () => {
  it('is filled in with defaults', () => {
    expect(load(minimal)).toEqual({
      name: 's',
      file: 's.yaml',
      source: minimal,
      seed: 1,
      target: {},
      workloads: [
        {
          name: 'checkout',
          functionName: 'checkout',
          invocationType: 'RequestResponse',
          logType: 'Tail',
          payloads: { kind: 'inline', payloads: [Buffer.from('{}')], order: 'recorded' },
          stages: [
            {
              kind: 'rate',
              name: '20/s',
              fromHz: 20,
              toHz: 20,
              durationS: 30,
              arrivals: 'uniform',
            },
          ],
        },
      ],
      limits: { maxInFlight: 1000, timeoutS: 905, connectTimeoutS: 5, drainS: 30, late: 'send' },
      expectations: [],
    });
  });

  it('says everything that it may', () => {
    const scenario = load(`
name: full
seed: 42
target: { function: checkout, qualifier: 12, region: eu-west-1, profile: staging, endpoint: "http://localhost:9001" }
payloads: { recording: friday, order: random }
invoke: { type: RequestResponse, log: None, clientContext: { custom: { tenant: a } } }
load:
  - { rate: 50, for: 1m30s }
  - { rate: 0 -> 100/s, for: 10s, arrivals: poisson, name: up }
  - { concurrency: 50, for: 1m }
  - { invocations: 1000, rate: 100/s }
  - { recorded: 50%, maxGap: 5s, invocations: 10k }
  - { pause: 10s }
  - { rate: 100/s ± 50/s, period: 1m, for: 10m }
  - { rate: 600/m +- 2/s, period: 1h, startAt: trough, invocations: 36000 }
  - { rate: 50/s, for: 1s }
  - { invocations: 7, concurrency: 2 }
expect: [p99 < 300ms]
limits: { maxInFlight: 2k, timeout: 10s, connectTimeout: 500ms, drain: 0, maxInvocations: 5k, maxCost: $2.50 }
`);
    expect(scenario).toMatchObject({
      name: 'full',
      seed: 42,
      target: { region: 'eu-west-1', profile: 'staging', endpointUrl: 'http://localhost:9001' },
      expectations: [{ text: 'p99 < 300ms' }],
      limits: {
        maxInFlight: 2000,
        timeoutS: 10,
        connectTimeoutS: 0.5,
        drainS: 0,
        maxInvocations: 5000,
        maxCostUsd: 2.5,
      },
    });
    const [workload] = scenario.workloads;
    expect(workload).toMatchObject({
      qualifier: '12',
      logType: 'None',
      clientContext: Buffer.from('{"custom":{"tenant":"a"}}').toString('base64'),
      payloads: { kind: 'recording', name: 'friday', order: 'random' },
    });
    expect(workload?.stages).toEqual([
      { kind: 'rate', name: '50/s', fromHz: 50, toHz: 50, durationS: 90, arrivals: 'uniform' },
      { kind: 'rate', name: 'up', fromHz: 0, toHz: 100, durationS: 10, arrivals: 'poisson' },
      { kind: 'concurrency', name: 'concurrency 50', concurrency: 50, durationS: 60 },
      {
        kind: 'rate',
        name: '100/s',
        fromHz: 100,
        toHz: 100,
        durationS: 10,
        arrivals: 'uniform',
        maxInvocations: 1000,
      },
      { kind: 'recorded', name: 'recorded 0.5x', speed: 0.5, maxGapS: 5, maxInvocations: 10_000 },
      { kind: 'pause', name: 'pause', durationS: 10 },
      {
        ...{ kind: 'sine', name: '100/s ± 50/s', meanHz: 100, amplitudeHz: 50, periodS: 60 },
        ...{ startAt: 'meanUp', durationS: 600, arrivals: 'uniform' },
      },
      {
        ...{ kind: 'sine', name: '600/m ± 2/s', meanHz: 10, amplitudeHz: 2, periodS: 3600 },
        ...{ startAt: 'trough', durationS: 3600, arrivals: 'uniform', maxInvocations: 36_000 },
      },
      { kind: 'rate', name: '50/s (2)', fromHz: 50, toHz: 50, durationS: 1, arrivals: 'uniform' },
      { kind: 'concurrency', name: 'concurrency 2', concurrency: 2, maxInvocations: 7 },
    ]);
  });

  it('gives workloads what they do not say from the top level', () => {
    const { workloads } = load(`
target: { function: checkout, qualifier: live }
invoke: { type: Event }
load: [{ rate: 1/s, for: 1s }]
workloads:
  a: {}
  b: { target: { function: audit }, invoke: { type: DryRun } }
  c: { target: { qualifier: 12 }, load: [{ rate: 2/s, for: 1s }], payloads: { files: events/*.json } }
`);
    expect(workloads).toMatchObject([
      { name: 'a', functionName: 'checkout', qualifier: 'live', invocationType: 'Event' },
      { name: 'b', functionName: 'audit', invocationType: 'DryRun', logType: 'None' },
      { name: 'c', functionName: 'checkout', qualifier: '12', payloads: { kind: 'files' } },
    ]);
    expect(workloads[1]).not.toHaveProperty('qualifier');
    expect(workloads[2]?.stages[0]?.name).toBe('2/s');
  });

  it.each([
    ['checkout:live', 'checkout', 'live'],
    ['checkout:$LATEST', 'checkout', '$LATEST'],
    ['123456789012:function:checkout:7', '123456789012:function:checkout', '7'],
    [
      'arn:aws:lambda:eu-west-1:123456789012:function:checkout:live',
      'arn:aws:lambda:eu-west-1:123456789012:function:checkout',
      'live',
    ],
  ])('takes %s apart', (written, functionName, qualifier) => {
    const { workloads } = load(`target: { function: "${written}" }\nload: [{ rate: 1, for: 1s }]`);
    expect(workloads[0]).toMatchObject({ name: 'checkout', functionName, qualifier });
  });

  it('finds files in order, whatever order the folder has', () => {
    const { workloads } = load(`${minimal}payloads: { files: [events/b.json, "events/*.json"] }`);
    const files = ['a.json', 'b.json'].map((name) => path.join(folder, 'events', name));
    expect(workloads[0]?.payloads).toEqual({ kind: 'files', paths: files, order: 'recorded' });
  });
});

describe('inline payloads', () => {
  it.each([
    ['{"id": 12345678901234567890, "price": 1.0}', '{"id": 12345678901234567890, "price": 1.0}'],
    ['{id: 12345678901234567890, price: 1.0}', '{"id":12345678901234567890,"price":1.0}'],
    ['\n    id: 1.50\n    tags: [a, null, true]', '{"id":1.50,"tags":["a",null,true]}'],
    ['\'{ "a" : 1 }\\n\'', '{ "a" : 1 }\\n'],
    ['"caf\\u00e9"', 'café'],
    ['12345678901234567890', '12345678901234567890'],
    ['1.0', '1.0'],
    ['0x10', '16'],
    ['~', 'null'],
    ['[1, 2.0]', '[1, 2.0]'],
    ['|\n    {"a":\n     1}', '{"a":\n 1}\n'],
  ])('%j is sent as %j', (written, sent) => {
    const { workloads } = load(`${minimal}payloads:\n  inline:\n  - ${written}\n`);
    expect(texts(workloads[0]?.payloads)).toEqual([sent]);
  });

  it('keeps them exact in workloads and through aliases', () => {
    const { workloads } = load(`${minimal}
workloads:
  a: { payloads: { inline: [&x {"n": 1.0}, *x, "text"] } }
`);
    expect(texts(workloads[0]?.payloads)).toEqual(['{"n": 1.0}', '{"n":1.0}', 'text']);
  });

  function texts(payloads: PayloadsSpec | undefined): string[] {
    if (payloads?.kind !== 'inline') throw new Error('not inline');
    return payloads.payloads.map((bytes) => Buffer.from(bytes).toString());
  }
});

function noRecording(name: string): never {
  throw new RepriseError(`There is no recording "${name}".`, { hint: 'Import it.' });
}

describe('one problem', () => {
  const at = 's.yaml';
  it.each<[title: string, yaml: string, rendered: string]>([
    [
      'unknown key',
      `taget: 1\n${minimal}`,
      `${at}:1:1: unknown key "taget"\n  taget: 1\n  ^^^^^\n  hint: Did you mean "target"?`,
    ],
    [
      'key of another section',
      `${minimal}limits: { rate: 5 }`,
      `${at}:3:11: unknown key "rate"\n  limits: { rate: 5 }\n            ^^^^\n  hint: It stands in a stage of "load".`,
    ],
    [
      'nothing to invoke',
      'load: [{ rate: 1, for: 1s }]',
      `${at}:1:1: nothing says which function to invoke\n  load: [{ rate: 1, for: 1s }]\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n  hint: Write \`target: { function: checkout }\`, or pass --function checkout.`,
    ],
    [
      'no load',
      'target:\n  function: checkout',
      `${at}:1:1: nothing says how much load to send\n  target:\n  ^^^^^^^\n  hint: Write \`load: [{ rate: 20/s, for: 30s }]\`, or pass --rate 20/s --for 30s.`,
    ],
    [
      'a swing below nothing',
      'target: { function: f }\nload:\n  - { rate: 5/s ± 6/s, period: 1m, for: 1s }',
      `${at}:3:13: "5/s ± 6/s" falls below 0/s\n    - { rate: 5/s ± 6/s, period: 1m, for: 1s }\n              ^^^^^^^^^\n  hint: Write a swing of at most 5/s, the mean.`,
    ],
    [
      'a wave without its length',
      'target: { function: f }\nload: [{ rate: 5/s ± 1/s, for: 1s }]',
      `${at}:2:16: nothing says how long one wave takes\n  load: [{ rate: 5/s ± 1/s, for: 1s }]\n                 ^^^^^^^^^\n  hint: Add \`period: 1m\`.`,
    ],
    [
      'a period of a rate that does not swing',
      'target: { function: f }\nload: [{ rate: 5/s, period: 1m, for: 1s }]',
      `${at}:2:29: period has no meaning beside rate\n  load: [{ rate: 5/s, period: 1m, for: 1s }]\n                              ^^\n  hint: Remove it; it goes with rate A ± B.`,
    ],
    [
      'impossible rate',
      'target: { function: f }\nload:\n  - { rate: 2000000/s, for: 1s }',
      `${at}:3:13: 2000000/s is more than any one machine can send\n    - { rate: 2000000/s, for: 1s }\n              ^^^^^^^^^\n  hint: Write a rate up to 1000000/s; one process sends some thousands a second.`,
    ],
    [
      'constant rate of zero',
      'target: { function: f }\nload:\n  - rate: 0/s\n    for: 1s',
      `${at}:3:11: a rate of "0/s" sends nothing\n    - rate: 0/s\n            ^^^\n  hint: Write a rate as 50/s, 3000/m, 10/h or 100/500ms; a bare 50 is 50/s.`,
    ],
    [
      'ramp from zero to zero',
      'target: { function: f }\nload: [{ rate: 0 -> 0, for: 1s }]',
      `${at}:2:16: "0 -> 0" sends nothing\n  load: [{ rate: 0 -> 0, for: 1s }]\n                 ^^^^^^\n  hint: Write { pause: 10s } for a silence.`,
    ],
    [
      'stage of zero length',
      'target: { function: f }\nload: [{ rate: 5, for: 0s }]',
      `${at}:2:24: "0s" is no time at all\n  load: [{ rate: 5, for: 0s }]\n                         ^^\n  hint: Write a duration above 0, such as 30s.`,
    ],
    [
      'time without a unit',
      'target: { function: f }\nload: [{ rate: 5, for: 30 }]',
      `${at}:2:24: "30" has no unit\n  load: [{ rate: 5, for: 30 }]\n                         ^^\n  hint: Write 30s or 30ms, whichever you mean.`,
    ],
    [
      'endless stage',
      'target: { function: f }\nload: [{ rate: 5 }]',
      `${at}:2:8: this stage never ends\n  load: [{ rate: 5 }]\n         ^^^^^^^^^^^\n  hint: Add \`for: 30s\` or \`invocations: 1000\`.`,
    ],
    [
      'two kinds of load in one stage',
      'target: { function: f }\nload: [{ rate: 5, concurrency: 5, for: 1s }]',
      `${at}:2:32: concurrency cannot stand beside rate\n  load: [{ rate: 5, concurrency: 5, for: 1s }]\n                                 ^\n  hint: Write two stages; they follow each other.`,
    ],
    [
      'poisson in a closed loop',
      'target: { function: f }\nload: [{ concurrency: 5, for: 1s, arrivals: poisson }]',
      `${at}:2:45: arrivals has no meaning beside concurrency\n  load: [{ concurrency: 5, for: 1s, arrivals: poisson }]\n                                              ^^^^^^^\n  hint: Remove it; it goes with rate.`,
    ],
    [
      'closed loop that ends at its own time, with a stage after it',
      'target: { function: f }\nload: [{ concurrency: 5, invocations: 9 }, { pause: 1s }]',
      `${at}:2:39: a closed loop that ends by its count must be the last stage\n  load: [{ concurrency: 5, invocations: 9 }, { pause: 1s }]\n                                        ^\n  hint: Give it \`for\`, or move it to the end.`,
    ],
    [
      'more concurrency than may be in flight',
      'target: { function: f }\nload: [{ concurrency: 1001, for: 1s }]',
      `${at}:2:23: a concurrency of 1001 is above maxInFlight, 1000\n  load: [{ concurrency: 1001, for: 1s }]\n                        ^^^^\n  hint: Write \`limits: { maxInFlight: 1001 }\`, or less concurrency.`,
    ],
    [
      'recorded timing of files',
      'target: { function: f }\npayloads: { files: events/*.json }\nload: [{ recorded: 2x }]',
      `${at}:3:20: files payloads have no capture times to replay\n  load: [{ recorded: 2x }]\n                     ^^\n  hint: Import them first, and write \`payloads: { recording: NAME }\`.`,
    ],
    [
      'two qualifiers',
      'target: { function: "f:live", qualifier: 12 }\nload: [{ rate: 5, for: 1s }]',
      `${at}:1:42: the function already carries the qualifier "live", and this one is "12"\n  target: { function: "f:live", qualifier: 12 }\n                                           ^^\n  hint: Keep one of the two.`,
    ],
    [
      'a log that Lambda would not give',
      `${minimal}invoke: { type: Event, log: Tail }`,
      `${at}:3:29: Lambda ignores log: Tail with type Event\n  invoke: { type: Event, log: Tail }\n                              ^^^^\n  hint: Remove it, or write log: None.`,
    ],
    [
      'an unknown choice',
      `${minimal}invoke: { type: event }`,
      `${at}:3:17: "event" is not one of RequestResponse, Event, DryRun\n  invoke: { type: event }\n                  ^^^^^\n  hint: Did you mean "Event"?`,
    ],
    [
      'a wrong type',
      `${minimal}limits: [5]`,
      `${at}:3:9: expected a mapping, found a list\n  limits: [5]\n          ^^^\n  hint: What the run must not exceed.`,
    ],
    [
      'a key without a value',
      `${minimal}limits:\n`,
      `${at}:3:1: "limits" has no value\n  limits:\n  ^^^^^^\n  hint: What the run must not exceed.`,
    ],
    [
      'an expectation that cannot be read',
      `${minimal}expect:\n  - p99 < 1s\n  - fast\n`,
      `${at}:5:5: expectation "fast", column 1: "fast" is not a metric\n    - fast\n      ^^^^\n  hint: Write for example: p99 < 300ms, throttled == 0, functionError < 0.1%.`,
    ],
    [
      'a part that the scenario does not have',
      `${minimal}expect:\n  - 'p99 of stage("peak") < 1s'\n`,
      `${at}:4:19: expectation "p99 of stage("peak") < 1s", column 14: the scenario has no stage "peak"\n    - 'p99 of stage("peak") < 1s'\n                    ^\n  hint: There is "20/s".`,
    ],
    [
      'an abort that could not happen',
      `${minimal}expect:\n  - { that: count >= 5, abortOnFail: true }\n`,
      `${at}:4:38: a count that is to be >= 5 cannot fail early\n    - { that: count >= 5, abortOnFail: true }\n                                       ^^^^\n  hint: Leave abortOnFail out, or expect it of a window: … over 10s.`,
    ],
    [
      'a delay of nothing',
      `${minimal}expect:\n  - { that: errors == 0, delay: 5s }\n`,
      `${at}:4:33: a delay is of the abort, and this expectation ends nothing\n    - { that: errors == 0, delay: 5s }\n                                  ^^\n  hint: Add abortOnFail: true, or leave the delay out.`,
    ],
    [
      'a duplicate key',
      `name: a\n${minimal}name: b\n`,
      `${at}:4:1: "name" is written twice\n  name: b\n  ^^^^\n  hint: Keep one of the two; YAML would silently take the last.`,
    ],
    [
      'a local function that is not described',
      `${minimal}local: { functions: { chekout: {} } }`,
      `${at}:1:21: the local section does not describe a function "checkout"\n  target: { function: checkout }\n                      ^^^^^^^^\n  hint: Did you mean "chekout"?`,
    ],
    [
      'a local qualifier that does not exist',
      `target: { function: f, qualifier: liv }\nload: [{ rate: 5, for: 1s }]\nlocal: { functions: { f: { versions: { 1: {} }, aliases: { live: { version: 1 } } } } }`,
      `${at}:1:35: the local function "f" has no version or alias "liv"\n  target: { function: f, qualifier: liv }\n                                    ^^^\n  hint: Did you mean "live"?`,
    ],
    [
      'a recording that is not there',
      `${minimal}payloads: { recording: friday }`,
      `${at}:3:24: There is no recording "friday".\n  payloads: { recording: friday }\n                         ^^^^^^\n  hint: Import it.`,
    ],
    [
      'a second document',
      `${minimal}---\nname: b\n`,
      `${at}:3:1: a second document starts here\n  ---\n  ^^^\n  hint: Write one scenario per file, without a "---" between.`,
    ],
    [
      'a place after characters beyond the BMP',
      `${minimal}invoke: { "🎉": 1 }`,
      `${at}:3:11: unknown key "🎉"\n  invoke: { "🎉": 1 }\n            ^^^^\n  hint: Use one of type, log, clientContext, tenantId, durableExecutionName, trace, stream, follow.`,
    ],
  ])('%s', (_, yaml, rendered) => {
    const options = { checkExpectation: parseExpectation, checkRecording: noRecording };
    expect(complaint(() => load(yaml, options))).toBe(rendered);
  });

  it('names the folder where a pattern starts', () => {
    const message = complaint(() => load(`${minimal}payloads: { files: [none/*.json] }`));
    expect(message).toContain('s.yaml:3:21: no file matches "none/*.json"');
    expect(message).toContain(`hint: Write a path from ${folder}, where the pattern starts.`);
  });

  it('refuses a payload over the limit of its type', () => {
    writeFileSync(path.join(folder, 'big.bin'), Buffer.alloc(1_048_577, ' '));
    const yaml = (type: string) =>
      `${minimal}payloads: { files: big.bin }\ninvoke: { type: ${type} }`;
    expect(complaint(() => load(yaml('Event')))).toContain(
      'big.bin has 1,048,577 bytes; Event takes at most 1,048,576',
    );
    expect(load(yaml('RequestResponse')).workloads).toHaveLength(1);
    writeFileSync(path.join(folder, 'big.bin'), Buffer.alloc(6_291_457, ' '));
    expect(complaint(() => load(yaml('RequestResponse')))).toContain('at most 6,291,456');
  });

  it.each([
    ['nope.yaml', 'nope.yaml: there is no such file'],
    ['events', 'events: this is a folder'],
  ])('says why %s cannot be read', (file, message) => {
    expect(complaint(() => loadScenario(file, { workingDir: folder }))).toBe(message);
  });

  it('refuses a file that is not UTF-8', () => {
    writeFileSync(path.join(folder, 'latin1.yaml'), Buffer.from([0x6e, 0xe9]));
    expect(complaint(() => loadScenario('latin1.yaml', { workingDir: folder }))).toBe(
      'latin1.yaml: this file is not UTF-8',
    );
  });
});

describe('expectations', () => {
  it('may end the run, at once or after a delay', () => {
    const yaml = `${minimal}expect:
  - p99 < 1s
  - { that: errors < 5%, abortOnFail: true, delay: 30s }
  - { that: dropped == 0, abortOnFail: true }
  - { that: throttled == 0, abortOnFail: false }
`;
    expect(load(yaml, { checkExpectation: parseExpectation }).expectations).toEqual([
      { text: 'p99 < 1s' },
      { text: 'errors < 5%', abort: { delayS: 30 } },
      { text: 'dropped == 0', abort: { delayS: 0 } },
      { text: 'throttled == 0' },
    ]);
  });
});

describe('several problems', () => {
  it('are all named at once, in the order of the file', () => {
    const yaml = `nam: x
target: { function: "check out" }
payloads: { files: none/*.json }
load:
  - { rate: fast, for: 30s }
  - { rate: 5/s, fro: 1s }
  - { recorded: 2x, for: -1s }
expect: [fast, p99 < 1s, 7]
limits: { timeout: soon }
`;
    const problems = problemsOf(() => load(yaml, { checkExpectation: parseExpectation }));
    expect(problems.map(({ position }) => `${position?.line}:${position?.column}`)).toEqual([
      '1:1',
      '2:21',
      '3:20',
      '5:13',
      '6:18',
      '7:26',
      '8:26',
      '9:20',
    ]);
  });

  it('start with their number', () => {
    const message = complaint(() => load('a: 1\nb: 2\n'));
    expect(message).toMatch(/^4 problems in the scenario\n\ns\.yaml:1:1: /);
  });

  function problemsOf(work: () => unknown) {
    try {
      work();
    } catch (error) {
      if (error instanceof ScenarioProblems) return error.problems;
      throw error;
    }
    throw new Error('nothing was wrong');
  }
});

describe('any valid scenario', () => {
  const time = fc.tuple(fc.integer({ min: 1, max: 900 }), fc.constantFrom('ms', 's', 'm'));
  const duration = time.map(([n, unit]) => `${n}${unit}`);
  const rate = fc.oneof(
    fc.integer({ min: 1, max: 1000 }),
    fc.integer({ min: 1, max: 1000 }).map((n) => `${n}/m`),
    fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 500 })).map(([a, b]) => `${a}/s -> ${b}/s`),
  );
  const stage = fc.oneof(
    fc.record({ rate, for: duration }),
    fc.record({ rate, for: duration, arrivals: fc.constantFrom('uniform', 'poisson') }),
    fc.record({ rate, invocations: fc.integer({ min: 1, max: 1e6 }) }),
    fc.record({ concurrency: fc.integer({ min: 1, max: 1000 }), for: duration }),
    fc.record({ recorded: fc.constantFrom('1x', '50%', 3), maxGap: duration }),
    fc.record({ pause: duration }),
  );
  const name = fc.stringMatching(/^[a-z][a-zA-Z0-9_-]{0,20}$/);
  const scenario = fc.record({
    seed: fc.maxSafeNat(),
    target: fc.record({
      function: name,
      qualifier: fc.oneof(name, fc.integer({ min: 1, max: 99 })),
    }),
    payloads: fc.record({
      recording: name,
      order: fc.constantFrom('recorded', 'shuffled', 'random'),
    }),
    load: fc.array(stage, { minLength: 1, maxLength: 6 }),
    limits: fc.record({ drain: duration, maxInFlight: fc.integer({ min: 1000, max: 9999 }) }),
  });

  it('loads, with one stage for each that was written, named apart', () => {
    fc.assert(
      fc.property(scenario, (raw) => {
        const [workload] = load(stringify(raw)).workloads;
        const names = workload?.stages.map((each) => each.name) ?? [];
        expect(names).toHaveLength(raw.load.length);
        expect(new Set(names).size).toBe(names.length);
        expect(workload?.qualifier).toBe(String(raw.target.qualifier));
      }),
      { numRuns: 60 },
    );
  });
});

describe('loadLocalFile', () => {
  function local(yaml: string) {
    const file = path.join(folder, 'local.yaml');
    writeFileSync(file, yaml);
    return loadLocalFile(file);
  }

  it('takes a file with nothing but a local section', () => {
    expect(local('local: { functions: { f: {} } }').functions).toHaveProperty('f');
  });

  it("takes a file with only the section's content", () => {
    const config = local('account: { concurrency: 7 }\nfunctions: { f: { timeout: 2s } }');
    expect(config).toMatchObject({
      account: { concurrency: 7 },
      functions: { f: { timeoutS: 2 } },
    });
  });

  it.each([
    ['a key that is none', 'functions:\n  f: { tiemout: 3s }', 2],
    ['a value that is none', 'functions: { f: {} }\naccount: { concurrency: many }', 2],
    ['what no function has', 'functions:\n  f:\n    aliases: { live: { version: 7 } }', 3],
  ])('names the line of %s in such a file', (_what, yaml, line) => {
    expect(complaint(() => local(yaml))).toContain(`local.yaml:${line}:`);
  });

  it('takes a scenario, whatever the rest of it says', () => {
    const config = local('seed: 9\nload: nonsense\nlocal: { functions: { f: {} } }');
    expect(config.seed).toBe(9);
  });

  it('says what is missing', () => {
    expect(complaint(() => local(minimal))).toContain('this file has no local section');
  });
});
