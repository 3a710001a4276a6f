import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientNames } from '../core/invoke/create-client.js';
import type { JsonSummary } from '../results/export/json-summary.js';
import { reprise, temporaryFolder } from './cli.fixture.js';

const header = `
name: names
target: { function: orders, qualifier: "1" }
load: [{ invocations: 12, rate: 60/s }]
`;

const isolated = 'local: { functions: { orders: { tenantIsolation: true, versions: { 1: {} } } } }';
const durable = 'local: { functions: { orders: { durable: true, versions: { 1: {} } } } }';

/** Runs a scenario, and gives the summary and the kept samples. */
async function run(text: string, ...args: string[]) {
  const folder = temporaryFolder();
  const file = path.join(folder, 's.yaml');
  writeFileSync(file, `${header}${text}`);
  const csv = path.join(folder, 'samples.csv');
  const db = path.join(folder, 'r.db');
  const outs = ['--out', 'json=-', '--out', `csv-samples=${csv}`];
  const ended = await reprise([
    'run',
    file,
    '--db',
    db,
    '--no-default-expectations',
    ...outs,
    ...args,
  ]);
  expect(ended.stdout, ended.stderr).not.toBe('');
  const [head = '', ...rows] = readFileSync(csv, 'utf8').trim().split('\n');
  const column = (name: string): string[] => {
    const at = head.trim().split(',').indexOf(name);
    return rows.map((row) => row.trim().split(',')[at] ?? '');
  };
  return { ...ended, summary: JSON.parse(ended.stdout) as JsonSummary, column };
}

const three = 'payloads: { inline: [{ id: blue }, { id: green }, { id: red }] }';

describe.each(clientNames)('the %s client', (client) => {
  const flags = ['--client', client];

  it('invokes each payload as its own tenant', async () => {
    const { summary, column } = await run(
      `${three}\n${isolated}`,
      ...flags,
      '--tenant-id',
      '{{$.id}}',
    );
    expect(summary.outcomes.ok).toBe(12);
    const { distinct, exact, most } = summary.tenants ?? {};
    expect({ distinct, exact }).toEqual({ distinct: 3, exact: true });
    expect(most?.map(({ tenantId, count }) => [tenantId, count]).sort()).toEqual([
      ['blue', 4],
      ['green', 4],
      ['red', 4],
    ]);
    for (const { coldStarts } of most ?? []) expect(coldStarts).toBeGreaterThan(0);
    expect(most?.reduce((sum, each) => sum + each.coldStarts, 0)).toBe(summary.coldStarts);
    expect(new Set(column('tenant_id'))).toEqual(new Set(['blue', 'green', 'red']));
  });

  it('is refused without a tenant', async () => {
    const { summary } = await run(`${three}\n${isolated}`, ...flags);
    expect(summary.tenants).toBeNull();
    expect(summary.errors).toMatchObject([{ type: 'InvalidParameterValueException', count: 12 }]);
  });

  it('starts a durable execution for each arrival, and reads its ARN', async () => {
    const { summary, column } = await run(
      `invoke: { durableExecutionName: unique }\n${durable}`,
      ...flags,
    );
    expect(summary.outcomes.ok).toBe(12);
    const arns = column('durable_execution_arn');
    expect(new Set(arns).size).toBe(12);
    for (const arn of arns)
      expect(arn).toMatch(/function:orders:1\/durable-execution\/[\w-]{50}\//);
  });

  it('tells a name apart that has started something else', async () => {
    const { summary, column } = await run(
      `${three}\n${durable}`,
      ...flags,
      ...['--durable-execution-name', 'once'],
    );
    // The first payload of the name is answered four times, from one execution.
    expect(summary.outcomes).toMatchObject({ ok: 4, rejected: 8 });
    expect(summary.errors.map(({ kind, type, count }) => [kind, type, count])).toEqual([
      ['rejected', 'DurableExecutionAlreadyStartedException', 8],
    ]);
    expect(new Set(column('durable_execution_arn')).size).toBe(2);
  });
});

it('the limit of environments: its 429 names no reason, and the report says whose it was', async () => {
  const { summary, stderr } = await run(`
invoke: { tenantId: "t{{seq}}" }
local:
  functions:
    orders:
      tenantIsolation: true
      reserved: 2
      versions: { 1: { latency: 0ms, coldStart: 0ms } }
`);
  const { Unknown = 0, ...others } = summary.throttles;
  // 12 tenants, and 5 environments at most; what the concurrency of 2 throttled had none.
  expect(Unknown).toBeGreaterThan(0);
  expect(summary.outcomes.ok).toBeLessThanOrEqual(5);
  for (const reason of Object.keys(others)) expect(reason).toMatch(/^ReservedFunctionConcurrent/);
  expect(summary.tenants?.distinct).toBe(12);
  expect(stderr).toContain(`${Unknown} were throttled without a Reason`);
});

it('a recording that knows whose events they are is replayed as theirs', async () => {
  const folder = temporaryFolder();
  const lines = ['blue', 'green', 'blue'].map((tenantId, i) =>
    JSON.stringify({ reprise: 1, tags: { tenantId, team: `team-${i}` }, payload: `{"n":${i}}` }),
  );
  const file = path.join(folder, 'events.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const db = path.join(folder, 'own.db');
  const imported = await reprise(['record', 'import', file, '--as', 'tenants', '--db', db]);
  expect(imported.code, imported.stderr).toBe(0);
  const replay = (more: string) =>
    run(`payloads: { recording: tenants }\n${isolated}\n${more}`, '--db', db);
  const counts = ({ summary }: { summary: JsonSummary }) =>
    Object.fromEntries(summary.tenants?.most.map((each) => [each.tenantId, each.count]) ?? []);
  expect(counts(await replay(''))).toEqual({ blue: 8, green: 4 });
  expect(counts(await replay('invoke: { tenantId: "{{tag:team}}" }'))).toEqual({
    ...{ 'team-0': 4, 'team-1': 4, 'team-2': 4 },
  });
  const none = await replay('invoke: { tenantId: "" }');
  expect(none.summary.outcomes.rejected).toBe(12);
});

it('a payload that names no tenant stops the run, and says which', async () => {
  const { code, stderr, summary } = await run(
    `payloads: { inline: [{ id: blue }, { no: id }] }\n${isolated}`,
    ...['--tenant-id', '{{$.id}}'],
  );
  expect(stderr).toContain('Record 1 has no $.id to take its tenant id from.');
  expect(code).toBe(108);
  expect(summary.balanced).toBe(true);
});
