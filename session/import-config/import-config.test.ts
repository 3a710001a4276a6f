import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RepriseError } from '../../core/base/errors.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { temporaryFolder } from '../../test/cli.fixture.js';
import { anyFunction, variable } from './draft.js';
import { importConfig } from './import-config.js';
import { readOptions } from './js-literal.js';

/** The scenario as its user will read it, once the program has read it too. */
function imported(file: string, text: string, files: Record<string, string> = {}) {
  const { scenario, notes } = importConfig(file, text);
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries({ ...files, 's.yaml': scenario }))
    writeFileSync(path.join(folder, name), content);
  const loaded = loadScenario(path.join(folder, 's.yaml'), {
    checkExpectation: parseExpectation,
    variables: { FUNCTION: 'checkout', FOR: '5s' },
  });
  expect(loaded.workloads.length).toBeGreaterThan(0);
  return { ...(parse(scenario) as Record<string, unknown>), notes };
}

const k6 = (options: string): string =>
  `import http from 'k6/http';\n\nexport const options = ${options};\nexport default function () { http.get('https://x'); }\n`;

const codeNote =
  'which function is invoked with what is in the code of the script: set FUNCTION, and write the payloads';

describe('k6', () => {
  it('scenarios become workloads, with their start times, limits and thresholds', () => {
    const { notes, ...scenario } = imported(
      'load.js',
      k6(`{
  // what the shop sends
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate', rate: 1_800, timeUnit: '1m', duration: '10m',
      preAllocatedVUs: 20, maxVUs: 100, exec: 'steady',
    },
    peak: {
      executor: "ramping-arrival-rate", startRate: 10, startTime: '30s', preAllocatedVUs: 50,
      gracefulStop: '10s',
      stages: [
        { target: 200, duration: '1m30s' },
        { target: 200, duration: 20000 },
        { target: 50, duration: '0s' }, /* a jump */
        { target: 0, duration: '1m' },
      ],
    },
  },
  thresholds: {
    http_req_duration: ['p(95)<500', { threshold: 'avg<200', abortOnFail: true, delayAbortEval: '10s' }],
    'http_req_duration{scenario:peak}': 'max<2000',
    http_req_failed: ['rate<0.005'],
    dropped_iterations: ['count<10'],
    my_trend: ['p(99)<1000'],
  },
  userAgent: \`mine\`,
}`),
    );
    expect(scenario).toEqual({
      target: { function: anyFunction },
      workloads: {
        steady: { load: [{ rate: '1800/1m', for: '10m' }] },
        peak: {
          load: [
            { pause: '30s' },
            { rate: '10/s -> 200/s', for: '1m30s' },
            { rate: '200/s', for: '20000ms' },
            { rate: '50/s -> 0/s', for: '1m' },
          ],
        },
      },
      expect: [
        'service.p(95) < 500ms',
        { that: 'service.avg < 200ms', abortOnFail: true, delay: '10s' },
        'service.max of workload("peak") < 2000ms',
        'errors < 0.5%',
        'dropped < 10',
      ],
      limits: { maxInFlight: 150, drain: '10s' },
    });
    expect(notes).toEqual([
      `load.js:1: ${codeNote}`,
      'load.js:8: scenarios.steady.exec: does not map',
      'load.js:26: thresholds: my_trend: p(99)<1000 does not map',
      'load.js:28: userAgent: does not map',
    ]);
  });

  it.each([
    ['{ vus: 10, duration: "30s" }', [{ concurrency: 10, for: '30s' }]],
    ['{ vus: 10, iterations: 500 }', [{ concurrency: 10, invocations: 500, for: '10m' }]],
    [
      '{ scenarios: { a: { executor: "shared-iterations", vus: 3, iterations: 30, maxDuration: "1m" } } }',
      [{ concurrency: 3, invocations: 30, for: '1m' }],
    ],
    [
      '{ stages: [{ target: 1, duration: "5s" }, { target: 0, duration: "0s" }, { target: 0, duration: "3s" }] }',
      [{ concurrency: 1, for: '5s' }, { pause: '3s' }],
    ],
  ])('%s', (options, load) => {
    expect(imported('load.js', k6(options))).toMatchObject({ load });
    // As k6 itself writes them.
    expect(imported('options.json', options.replace(/(\w+):/g, '"$1":'))).toMatchObject({ load });
  });

  it('options as k6 inspect writes them say nothing of what is null', () => {
    const options = {
      ...{ paused: null, vus: null, thresholds: null, noSetup: null },
      scenarios: {
        a: {
          ...{ executor: 'constant-arrival-rate', startTime: null, gracefulStop: null, env: null },
          ...{
            exec: null,
            rate: 5,
            timeUnit: '1s',
            duration: '1m0s',
            preAllocatedVUs: 2,
            maxVUs: null,
          },
        },
      },
    };
    const { notes, ...scenario } = imported('options.json', JSON.stringify(options, null, 2));
    expect(scenario).toEqual({
      target: { function: anyFunction },
      load: [{ rate: '5/s', for: '1m0s' }],
      limits: { maxInFlight: 2 },
    });
    expect(notes).toEqual([`options.json:1: ${codeNote}`]);
  });

  it('any text is read to its end', () => {
    const text = fc.array(
      fc.constantFrom(...'{}[](),:;\'"`$\\\n /*a1.-'.split(''), 'options', '//'),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const found = readOptions(`export const options = ${parts.join('')}`);
        expect(found === undefined || found.value instanceof Map).toBe(true);
      }),
    );
  });

  it('says of each thing that only running it would tell, and of what a closed loop cannot do', () => {
    const { notes, load } = imported(
      'load.ts',
      k6(`{
  ...shared,
  scenarios: {
    a: { executor: 'constant-arrival-rate', rate: __ENV.RATE || 5 * 60, duration: '1m' },
    b: { executor: 'ramping-vus', stages: [{ target: 10, duration: '1m' }, { target: 10, duration: '2m' }] },
    c: { executor: 'externally-controlled', vus: 3, duration: \`\${n}s\` },
    d: { executor: 'per-vu-iterations', vus: 2, iterations: 5 },
  },
  setup() { return [1, { a: '}' }]; }, discardResponseBodies: true
}`),
    ) as { notes: string[]; load?: unknown };
    expect(load).toBeUndefined();
    expect(notes).toEqual([
      `load.ts:1: ${codeNote}`,
      'load.ts:4: ...shared: does not map',
      'load.ts:6: scenarios.a.rate: only running it would tell: __ENV.RATE || 5 * 60',
      'load.ts:6: scenarios.a: what is missing keeps it from being written: it is left out',
      'load.ts:7: scenarios.b: a closed loop cannot ramp from 1 to 10 VUs: the 1m are left out',
      'load.ts:8: scenarios.c: the executor externally-controlled does not map, and it is left out',
      'load.ts:8: scenarios.c.vus: does not map',
      'load.ts:8: scenarios.c.duration: does not map',
      'load.ts:9: scenarios.d: the sum of the iterations is kept, not that each VU has as many',
      'load.ts:11: setup: does not map',
      'load.ts:11: discardResponseBodies: does not map',
    ]);
  });
});

describe('Artillery', () => {
  it('phases become stages, and what it ensures expectations', () => {
    const { notes, ...scenario } = imported(
      'test.yml',
      `config:
  target: https://shop.example
  phases:
    - { duration: 60, arrivalRate: 5, name: warm, maxVusers: 50 }
    - { duration: 2m, arrivalRate: 5, rampTo: 50, maxVusers: 50 }
    - { pause: 10, maxVusers: 50 }
    - { duration: 20, arrivalCount: 30, maxVusers: 50 }
  ensure:
    thresholds:
      - http.response_time.p95: 250
      - vusers.failed: 3
    maxErrorRate: 1
  tls: { rejectUnauthorized: false }
scenarios:
  - flow: [{ get: { url: / } }]
`,
    );
    expect(scenario).toEqual({
      target: { function: anyFunction },
      load: [
        { name: 'warm', rate: '5/s', for: '60s' },
        { rate: '5/s -> 50/s', for: '120s' },
        { pause: '10s' },
        { rate: '1.5/s', for: '20s' },
      ],
      expect: ['errors <= 1%', 'service.p95 < 250ms'],
      limits: { maxInFlight: 50 },
    });
    expect(notes).toEqual([
      'test.yml:1: config: target: https://shop.example is no function: set FUNCTION, and write the payloads',
      'test.yml:1: an arrival is one invocation here, and a virtual user that runs a whole flow there',
      'test.yml:11: config.ensure.thresholds.vusers.failed: does not map',
      'test.yml:13: config.tls: does not map',
      'test.yml:14: scenarios: does not map',
    ]);
  });

  it("takes the function of its engine for Lambda, and says what it can't read", () => {
    const { notes, ...scenario } = imported(
      'test.json',
      JSON.stringify({
        config: {
          target: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout:live',
          phases: [
            { duration: 5, arrivalRate: 2, maxVusers: 3 },
            { duration: '{{ time }}', arrivalRate: 2 },
          ],
        },
      }),
    );
    expect(scenario).toEqual({
      target: {
        function: 'arn:aws:lambda:eu-west-1:123456789012:function:checkout',
        qualifier: 'live',
      },
      load: [{ rate: '2/s', for: '5s' }],
    });
    expect(notes.map((note) => note.replace(/^test\.json:1: /, ''))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^config\.phases: duration: "\{\{ time \}\}" is no duration/),
        expect.stringMatching(/^config\.phases: what is missing .* left out/),
        expect.stringMatching(/^config\.phases: maxVusers: differs from phase to phase/),
        expect.stringMatching(/flows of the scenarios do not map/),
      ]),
    );
  });
});

describe('vegeta', () => {
  const rate =
    'the rate and the time are flags of vegeta attack: set RATE and FOR (vegeta sends 50/s where nothing is said)';
  const invoke = 'https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/checkout/invocations';

  it('calls of the Invoke API are invocations', () => {
    const text = `# the shop\nPOST ${invoke}?Qualifier=live\nX-Amz-Invocation-Type: Event\nX-Mine: 1\n@a.json\n\nPOST ${invoke}?Qualifier=live\nX-Amz-Invocation-Type: Event\n@b.json\n`;
    const { notes, ...scenario } = imported('targets.txt', text, { 'a.json': '1', 'b.json': '2' });
    expect(scenario).toEqual({
      target: { function: 'checkout', qualifier: 'live' },
      payloads: { files: ['a.json', 'b.json'] },
      invoke: { type: 'Event' },
      load: [{ rate: variable('RATE', '50/s'), for: variable('FOR') }],
    });
    expect(notes).toEqual([
      `targets.txt:1: ${rate}`,
      'targets.txt:4: the header X-Mine: does not map',
    ]);
  });

  it('of other requests the bodies are events', () => {
    const body = Buffer.from('{"n":1.0}').toString('base64');
    const text = `{"method":"PUT","url":"https://shop.example/1","body":"${body}","header":{"A":["b"]}}\n`;
    const { notes, ...scenario } = imported('targets.jsonl', text);
    expect(scenario).toMatchObject({
      target: { function: anyFunction },
      payloads: { inline: ['{"n":1.0}'] },
    });
    expect(notes).toEqual([
      `targets.jsonl:1: ${rate}`,
      'targets.jsonl:1: PUT https://shop.example/1 is no call of the Invoke API: set FUNCTION; its body is taken for the event',
      'targets.jsonl:1: the header A: does not map',
    ]);
  });
});

it.each([
  [
    'what is of no tool',
    'a.yaml',
    'target: { function: f }',
    /no configuration that is known here/,
  ],
  ['a script without options', 'a.js', 'export default () => {}', /exports no options/],
  ['options that are made', 'a.js', 'export const options = make();', /exports no options/],
  ['options without a load', 'a.js', k6('{ thresholds: {} }'), /nothing of a\.js maps/],
  ['what is no YAML', 'a.yaml', 'config: [', /no configuration that is known/],
])('refuses %s', (_, file, text, message) => {
  expect(() => importConfig(file, text)).toThrow(RepriseError);
  expect(() => importConfig(file, text)).toThrow(message);
});
