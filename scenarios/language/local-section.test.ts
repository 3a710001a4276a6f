import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { localSection, toLocalConfig } from './local-section.js';

function configOf(yaml: string) {
  return toLocalConfig(localSection.parse(parse(yaml)), '/project', 7);
}

function issuesOf(yaml: string): string[] {
  const { error } = localSection.safeParse(parse(yaml));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test("the design's sketch becomes a configuration with every default filled in", () => {
  const config = configOf(`
account: { concurrency: 100, burst: { environments: 20, per: 2s } }
functions:
  checkout:
    reserved: 40
    timeout: 3s
    memory: 512
    versions:
      11: { latency: { p50: 40ms, p99: 180ms }, coldStart: 350ms, errorRate: 1% }
      12: { handler: ./handlers/checkout.mjs, environment: { TABLE: orders, LIMIT: 3 } }
    aliases:
      live: { version: 11, weights: { 12: 0.1 } }
`);
  expect(config).toEqual({
    seed: 7,
    region: 'us-east-1',
    accountId: '123456789012',
    host: '127.0.0.1',
    port: 0,
    account: { concurrency: 100, burst: { environments: 20, perS: 2 } },
    functions: {
      checkout: {
        timeoutS: 3,
        memoryMb: 512,
        reserved: 40,
        versions: {
          11: {
            kind: 'synthetic',
            latency: { p50Ms: 40, p99Ms: 180 },
            coldStart: { p50Ms: 350, p99Ms: 350 },
            errorRate: 0.01,
            errorType: 'Error',
            errorMessage: expect.any(String),
            maxMemoryUsedMb: 256,
            response: 'echo',
          },
          12: {
            kind: 'handler',
            modulePath: join('/project', 'handlers', 'checkout.mjs'),
            exportName: 'handler',
            environment: { TABLE: 'orders', LIMIT: '3' },
          },
        },
        aliases: { live: { version: '11', weights: { 12: 0.1 } } },
      },
    },
  });
});

test('a function without versions runs what stands at it as $LATEST', () => {
  const { functions } = configOf('functions: { echo: { latency: 40ms } }');
  expect(functions.echo).toMatchObject({
    timeoutS: 3,
    memoryMb: 128,
    versions: { $LATEST: { kind: 'synthetic', latency: { p50Ms: 40, p99Ms: 40 } } },
    aliases: {},
  });
});

test('a program is found beside the file or on the search path', () => {
  const { functions } = configOf(`
functions:
  own: { command: [./bootstrap, --fast], environment: { TABLE: orders } }
  python: { command: [python3, app.py], handler: app.main }
`);
  expect(functions.own?.versions.$LATEST).toEqual({
    kind: 'process',
    command: [join('/project', 'bootstrap'), '--fast'],
    workingDirectory: '/project',
    handlerName: 'bootstrap.handler',
    environment: { TABLE: 'orders' },
  });
  expect(functions.python?.versions.$LATEST).toMatchObject({
    command: ['python3', 'app.py'],
    handlerName: 'app.main',
  });
});

describe('a handler in the notation of SAM', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sam-'));
  const codeOf = (handler: string) => {
    const section = localSection.parse({ functions: { f: { handler } } });
    return toLocalConfig(section, folder, 7).functions.f?.versions.$LATEST;
  };
  mkdirSync(join(folder, 'src'));
  for (const name of ['src/app.js', 'src/app.mjs', 'top.cjs', 'odd.name']) {
    writeFileSync(join(folder, name), '');
  }
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['src/app.handler', 'src/app.js', 'handler', true],
    ['top.api.orders.get', 'top.cjs', 'api.orders.get', true],
    ['./src/app.mjs', 'src/app.mjs', 'handler', false],
    ['odd.name', 'odd.name', 'handler', false],
  ])('%s is %s, export %s', (handler, file, exportName, hasRoot) => {
    expect(codeOf(handler)).toEqual({
      kind: 'handler',
      modulePath: join(folder, file),
      exportName,
      environment: {},
      ...(hasRoot && { taskRoot: folder }),
    });
  });

  test('is refused where no module is there', () => {
    expect(() => codeOf('src/none.handler')).toThrow(
      `handler "src/none.handler": there is no none.js, none.mjs or none.cjs in ${join(folder, 'src')}`,
    );
  });

  test('is refused with an export beside it', () => {
    expect(issuesOf('functions: { f: { handler: src/app.handler, export: other } }')).toEqual([
      'functions.f.export: the handler names its export already',
    ]);
  });
});

test('faults are of one function or of all', () => {
  const { faults, functions } = configOf(`
faults:
  - { fault: reset, share: 1% }
functions:
  f:
    logFormat: json
    faults:
      - { fault: TooManyRequestsException, members: { Reason: CallerRateLimitExceeded }, retryAfter: 1500ms, burst: { every: 100, count: 3 } }
      - { fault: 503, from: 10s, for: 5s }
      - { fault: html, from: 1m }
      - { fault: slowBody, over: 2s, burst: { every: 7 } }
`);
  expect(faults).toEqual([{ effect: { kind: 'reset' }, share: 0.01 }]);
  expect(functions.f?.logFormat).toBe('JSON');
  expect(functions.f?.faults).toEqual([
    {
      effect: {
        kind: 'exception',
        name: 'TooManyRequestsException',
        members: { Reason: 'CallerRateLimitExceeded' },
        retryAfterSeconds: 2,
      },
      burst: { every: 100, count: 3 },
    },
    { effect: { kind: 'status', status: 503 }, window: { fromS: 10, forS: 5 } },
    {
      effect: { kind: 'html', status: 502 },
      window: { fromS: 60 },
    },
    { effect: { kind: 'slowBody', overS: 2 }, burst: { every: 7, count: 1 } },
  ]);
});

test('limits, provisioned concurrency and the queue are taken over', () => {
  const config = configOf(`
region: eu-west-1
port: 4100
idleTimeout: 10s
environments: { speedSpread: 5% }
account: { requestRateFactor: 5 }
functions:
  f:
    provisioned: { live: 2 }
    versions: { 1: {} }
    aliases: { live: { version: 1 } }
    async: { maximumRetryAttempts: 0, maximumEventAge: 1h, delayScale: 0.01 }
`);
  expect(config).toMatchObject({
    region: 'eu-west-1',
    port: 4100,
    idleTimeoutS: 10,
    environments: { speedSpread: 0.05 },
    account: { concurrency: 1000, requestRateFactor: 5 },
  });
  expect(config.functions.f).toMatchObject({
    provisioned: { live: 2 },
    asynchronous: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 3600, delayScale: 0.01 },
  });
});

test('tenants and durable functions are taken over', () => {
  const { functions } = configOf(`
functions:
  tenants: { tenantIsolation: true }
  short: { durable: true }
  long: { durable: { executionTimeout: 2h, retentionDays: 1 } }
  plain: { durable: false }
`);
  expect(functions).toMatchObject({
    tenants: { tenantIsolation: true },
    short: { durable: { executionTimeoutS: 900, retentionDays: 14 } },
    long: { durable: { executionTimeoutS: 7200, retentionDays: 1 } },
  });
  expect(functions.plain).not.toHaveProperty('durable');
  expect(functions.short).not.toHaveProperty('tenantIsolation');
});

test('the signature check, hosts and destinations are taken over', () => {
  const config = configOf(`
signature: false
allowedHosts: [lambda.test]
account: { minimumUnreserved: 0 }
functions:
  f: { async: { onSuccess: out/ok.jsonl, onFailure: 'http://127.0.0.1:9000/x', deadLetter: /tmp/dead.jsonl } }
`);
  expect(config).toMatchObject({
    signature: false,
    allowedHosts: ['lambda.test'],
    account: { minimumUnreserved: 0 },
  });
  expect(config.functions.f?.asynchronous).toEqual({
    onSuccess: { kind: 'file', path: join('/project', 'out', 'ok.jsonl') },
    onFailure: { kind: 'http', url: 'http://127.0.0.1:9000/x' },
    deadLetter: { kind: 'file', path: '/tmp/dead.jsonl' },
  });
});

const inF = (settings: string): string => `functions: { f: { ${settings} } }`;

test.each([
  ['an unknown key', inF('latnecy: 40ms'), 'functions.f: Unrecognized key: "latnecy"'],
  [
    'a destination on another machine',
    inF('async: { onFailure: "http://example.com/x" }'),
    'functions.f.async.onFailure: this is neither a file nor an http:// URL on this machine',
  ],
  ['a number without a unit', inF('timeout: 3'), 'functions.f.timeout: "3" has no unit'],
  [
    'a percentage above the whole',
    inF('errorRate: 120%'),
    'functions.f.errorRate: "120%" is not between 0% and 100%',
  ],
  [
    "a timeout above Lambda's",
    inF('timeout: 16m'),
    "functions.f.timeout: this is above Lambda's longest timeout, 15m",
  ],
  [
    'a handler that is also synthetic',
    inF('handler: x.mjs, latency: 1ms'),
    'functions.f.latency: a handler takes the time it takes and answers what it answers',
  ],
  [
    'a program that is also synthetic',
    inF('command: [./bootstrap], latency: 1ms'),
    'functions.f.latency: a program takes the time it takes and answers what it answers',
  ],
  [
    'an export of a program',
    inF('command: [./bootstrap], export: main'),
    'functions.f.export: this belongs to a handler module, and a program is run',
  ],
  [
    'a fault with what belongs to another',
    inF('faults: [{ fault: reset, over: 1s }]'),
    'functions.f.faults.0.over: this belongs to slowBody, and the fault is reset',
  ],
  [
    'a burst of more than there are',
    inF('faults: [{ fault: hang, burst: { every: 2, count: 3 } }]'),
    'functions.f.faults.0.burst.count: count is above every',
  ],
  [
    'an export without a handler',
    inF('export: main'),
    'functions.f.export: this belongs to a handler, and there is none',
  ],
  [
    'code beside versions',
    inF('latency: 1ms, versions: { 1: {} }'),
    'functions.f.latency: the function has versions, so what it runs stands there',
  ],
  [
    'a version that is none',
    inF('versions: { v1: {} }'),
    'functions.f.versions.v1: "v1" is not a version',
  ],
  [
    'an alias of nothing',
    inF('versions: { 1: {} }, aliases: { live: { version: 2 } }'),
    'functions.f.aliases.live.version: there is no version 2',
  ],
  [
    'a weight of nothing',
    inF('versions: { 1: {} }, aliases: { live: { version: 1, weights: { 3: 10% } } }'),
    'functions.f.aliases.live.weights.3: there is no version 3',
  ],
  [
    'a weight above the whole',
    inF('versions: { 1: {}, 2: {} }, aliases: { live: { version: 1, weights: { 2: 1.5 } } }'),
    'functions.f.aliases.live.weights.2: "1.5" is not between 0% and 100%',
  ],
  [
    'two weights',
    inF(
      'versions: { 1: {}, 2: {}, 3: {} }, aliases: { live: { version: 1, weights: { 2: 0.1, 3: 0.1 } } }',
    ),
    'functions.f.aliases.live.weights: an alias sends to at most one other version',
  ],
  [
    'a weight for its own version',
    inF('versions: { 1: {} }, aliases: { live: { version: 1, weights: { 1: 0.1 } } }'),
    'functions.f.aliases.live.weights.1: version 1 is where the alias points already',
  ],
  [
    'an alias named like a version',
    inF('versions: { 1: {} }, aliases: { 2024: { version: 1 } }'),
    'functions.f.aliases.2024: "2024" is not a name for an alias',
  ],
  [
    'provisioned $LATEST',
    inF('provisioned: { $LATEST: 1 }'),
    'functions.f.provisioned.$LATEST: provisioned concurrency is for published versions and aliases',
  ],
  [
    'provisioned concurrency for tenants',
    inF('tenantIsolation: true, versions: { 1: {} }, provisioned: { 1: 2 }'),
    'functions.f.provisioned: Lambda provisions no concurrency with tenant isolation',
  ],
  [
    'more provisioned than reserved',
    inF('reserved: 1, versions: { 1: {} }, provisioned: { 1: 2 }'),
    'functions.f.provisioned: 2 provisioned are more than the 1 reserved',
  ],
  [
    'more reserved than the account has',
    'account: { concurrency: 5 }\nfunctions: { f: { reserved: 4 }, g: { reserved: 2 } }',
    "functions.g.reserved: this makes 6, more than the account's concurrency of 5",
  ],
])('%s is a problem at its own place', (_what, yaml, expected) => {
  expect(issuesOf(yaml)).toEqual([expected]);
});

test('p99 below p50 is a problem', () => {
  const { error } = localSection.safeParse(parse(inF('latency: { p50: 2ms, p99: 1ms }')));
  expect(JSON.stringify(error?.issues)).toContain('p99 is below p50');
});

test('the lag of metrics is taken over, in milliseconds', () => {
  expect(configOf('functions: { f: {} }\nmetrics: { lag: 90s }').metrics).toEqual({
    lagMs: 90_000,
  });
  expect(issuesOf('functions: { f: {} }\nmetrics: {}')).toEqual([
    expect.stringMatching(/^metrics.lag/),
  ]);
});
