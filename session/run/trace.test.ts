import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { clientNames } from '../../core/invoke/create-client.js';
import { traceCalls } from '../../core/transform/trace-calls.js';
import { notableInvocations } from '../../results/document/notable-invocations.js';
import { samplesCsv } from '../../results/export/samples-csv.js';
import { jsonSummary } from '../../results/export/summary-json.js';
import { detailsIn } from '../../results/store/details-in.js';
import { loadScenario } from '../../scenarios/language/load.js';
import { temporaryFolder } from '../../test/cli.fixture.js';
import { runScenario } from './run-scenario.js';

const scenario = `
target: { function: f }
invoke: { trace: 50% }
load: [{ rate: 100/s, for: 0.4s }]
expect: [functionError == 40]
local: { functions: { f: { handler: ./trace.mjs } } }
`;
/** Fails with what it was handed, so that the books hold both. */
const handler =
  'export const handler = () => { throw new Error(process.env._X_AMZN_TRACE_ID ?? "none"); };';

it.each(clientNames)(
  'the function is handed the trace that the report names (%s)',
  async (client) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'trace.mjs'), handler);
    writeFileSync(path.join(folder, 's.yaml'), scenario);
    const databasePath = path.join(folder, 'r.db');
    const loaded = loadScenario(path.join(folder, 's.yaml'));
    const result = await runScenario(loaded, { databasePath, threads: 0, client });
    if (!result) throw new Error('nothing ran');
    const { report } = result;
    expect(report.verdict).toBe('pass');
    const details = detailsIn(databasePath, report.run);
    const { failed } = notableInvocations(details);
    const traced = failed.filter(({ traceId }) => traceId !== undefined);
    expect(traced.map(({ message }) => message)).toEqual(
      traced.map(({ traceId }) => `Root=${traceId};Sampled=1`),
    );
    // The same ones with each client: the seed draws them.
    expect(traced.map(({ index }) => index).sort((a, b) => a - b)).toEqual(drawn);
    expect(failed).toHaveLength(40);
    const json = jsonSummary(report, details).invocations?.failed ?? [];
    expect(json.flatMap(({ traceId }) => traceId ?? [])).toEqual(
      traced.map((each) => each.traceId),
    );
    const [head, ...rows] = [...samplesCsv(report, details)];
    expect(head?.trimEnd().split(',').at(-1)).toBe('trace_id');
    expect(rows.filter((row) => /,1-[0-9a-f]{8}-[0-9a-f]{24}\r?\n$/.test(row))).toHaveLength(
      drawn.length,
    );
  },
);

const trace = traceCalls(0.5);
const drawn = Array.from({ length: 40 }, (_, seq) => seq).filter((seq) => {
  const context = { seq, seed: 1, record: 0, arrival: `0/0/${seq}`, nowUs: 0 };
  return trace({ bytes: Buffer.from('{}'), sha256: '' }, context).traceId !== undefined;
});
