import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { jsonSummary } from '../results/export/summary-json.js';
import { loadScenario } from '../scenarios/language/load.js';
import { runScenario } from '../session/run/run-scenario.js';
import { temporaryFolder } from './cli.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

it.each([-3_600_000, -4_000, 7_200_000])(
  'a wall clock that is set by %s ms in mid-run changes neither the length of the run nor its books',
  async (stepMs) => {
    const endpoint = await scriptedEndpoint((_, response, incoming) => {
      answers.ok?.(response, incoming);
    });
    onTestFinished(() => endpoint.close());
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const file = path.join(temporaryFolder(), 'clock.yaml');
    writeFileSync(
      file,
      `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 20/s, for: 2s }]
`,
    );
    const now = Date.now;
    let isSet = false;
    vi.spyOn(Date, 'now').mockImplementation(() => now() + (isSet ? stepMs : 0));
    onTestFinished(() => {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
    });
    const startedMs = performance.now();
    const result = await runScenario(loadScenario(file), {
      databasePath: path.join(path.dirname(file), 'r.db'),
      threads: 0,
      onInterval: () => {
        isSet = true;
      },
    });
    const tookMs = performance.now() - startedMs;
    if (!result) throw new Error('refused, and nobody asked');
    const { run, outcomes, balanced } = jsonSummary(result.report);
    const lengthMs = Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt);
    expect(lengthMs).toBeGreaterThanOrEqual(1900);
    expect(lengthMs).toBeLessThanOrEqual(tookMs);
    expect([outcomes.ok, balanced]).toEqual([40, true]);
  },
);
