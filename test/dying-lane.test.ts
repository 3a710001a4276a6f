import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from '../core/base/exit-codes.js';
import { sumOf } from '../core/measure/fold.js';
import { loadScenario } from '../scenarios/language/load.js';
import { runScenario } from '../session/run/run-scenario.js';
import { answers, type ScriptedEndpoint, scriptedEndpoint } from './scripted-endpoint.fixture.js';

const lanes = vi.hoisted(() => [] as Worker[]);

vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof import('node:worker_threads')>();
  class NotedWorker extends threads.Worker {
    constructor(...[program, options]: ConstructorParameters<typeof threads.Worker>) {
      super(program, options);
      if (String(program).endsWith('lane-thread.js')) lanes.push(this);
    }
  }
  return { ...threads, Worker: NotedWorker };
});

let folder: string;
let endpoint: ScriptedEndpoint;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'reprise-lane-'));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

it('aborts the run when a lane thread dies, says so, and still balances the books', async () => {
  let requests = 0;
  endpoint = await scriptedEndpoint((_, response, incoming) => {
    requests += 1;
    // The half of the plan that the other lane has goes on being answered meanwhile.
    if (requests === 60) void lanes[1]?.terminate();
    answers.ok?.(response, incoming);
  });
  const file = path.join(folder, 'run.yaml');
  writeFileSync(
    file,
    `
target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: ['{}'] }
load: [{ rate: 100/s, for: 60s }]
`,
  );
  const scenario = loadScenario(file);
  const result = await runScenario(scenario, {
    databasePath: path.join(folder, 'reprise.db'),
    threads: 2,
  });
  expect(lanes).toHaveLength(2);
  expect(result?.failure?.message).toMatch(/^A lane thread died: exit status \d/);
  expect(result?.failure?.exitCode).toBe(exitCodes.aborted);
  expect(result?.report.run.status).toBe('aborted');
  const books = result?.report.books;
  const { planned, outcomes } = books?.total() ?? { planned: 0, outcomes: undefined };
  expect(books?.isBalanced).toBe(true);
  expect(planned).toBe(6000);
  expect(outcomes && sumOf(outcomes)).toBe(6000);
  expect(outcomes?.ok).toBeGreaterThan(20);
  expect(outcomes?.aborted).toBeGreaterThan(5000);
});
