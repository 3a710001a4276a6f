import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeKinds } from '../core/invoke/outcome.js';
import type { JsonPart, JsonSummary } from '../results/export/json-summary.js';
import { jsonSummary } from '../results/export/summary-json.js';
import { loadScenario } from '../scenarios/language/load.js';
import { runScenario } from '../session/run/run-scenario.js';
import { answers, type ScriptedEndpoint, scriptedEndpoint } from './scripted-endpoint.fixture.js';

let folder: string;
let endpoint: ScriptedEndpoint;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'reprise-books-'));
  endpoint = await scriptedEndpoint(({ body }, response, incoming) => {
    const { want } = JSON.parse(body.toString()) as { want: string };
    answers[want]?.(response, incoming);
  });
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
});

afterEach(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

const wants = [
  'ok',
  'functionError',
  'throttled',
  'rejected',
  'serviceError',
  'transportError',
  'hang',
];

function expectBalance(parts: readonly JsonPart[]): void {
  for (const part of parts) {
    expect(outcomeKinds.reduce((sum, kind) => sum + part.outcomes[kind], 0)).toBe(part.planned);
  }
}

/** Two workloads, open and closed loops, and everything that an endpoint can do, with seven in eight slots. */
const scenarioText = (payloads: string[]): string => `
name: everything
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: [${payloads.map((text) => `'${text}'`).join(', ')}] }
workloads:
  open:
    load:
      - { name: even, rate: 70/s, for: 500ms }
      - { name: random, rate: 70/s, for: 500ms, arrivals: poisson }
  closed:
    payloads: { inline: ['{"want":"ok"}', '{"want":"throttled"}'] }
    load:
      - { name: loop, concurrency: 2, invocations: 25 }
limits: { maxInFlight: 8, timeout: 30s, drain: 300ms }
`;

async function runEverything(client: 'fast' | 'sdk'): Promise<JsonSummary> {
  const file = path.join(folder, 'everything.yaml');
  writeFileSync(file, scenarioText(wants.map((want) => JSON.stringify({ want }))));
  const databasePath = path.join(folder, 'r.db');
  const result = await runScenario(loadScenario(file), { databasePath, client, threads: 0 });
  if (!result) throw new Error('refused, and nobody asked');
  return jsonSummary(result.report);
}

describe.each(['fast', 'sdk'] as const)('the books with the %s lane', (client) => {
  it('have every outcome, and balance in the total and in every stage, workload and version', async () => {
    const summary = await runEverything(client);
    expect(summary.run.status).toBe('finished');
    for (const kind of outcomeKinds) expect([kind, summary.outcomes[kind]]).not.toEqual([kind, 0]);
    expectBalance([summary, ...summary.stages, ...summary.workloads, ...summary.versionBreakdown]);
    const byVersion = summary.versionBreakdown.reduce((sum, { planned }) => sum + planned, 0);
    expect(byVersion).toBe(summary.planned);
    // One request, one attempt: what was sent is what the endpoint saw.
    expect(endpoint.received.length).toBe(summary.planned - summary.outcomes.dropped);
  });
});
