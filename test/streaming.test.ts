import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientNames } from '../core/invoke/create-client.js';
import { streamOf } from '../core/invoke/event-stream/event-frame.fixture.js';
import { outcomeKinds } from '../core/invoke/outcome.js';
import { jsonSummary } from '../results/export/summary-json.js';
import { loadScenario } from '../scenarios/language/load.js';
import { runScenario } from '../session/run/run-scenario.js';
import { type ScriptedEndpoint, scriptedEndpoint } from './scripted-endpoint.fixture.js';

const head = {
  'content-type': 'application/vnd.amazon.eventstream',
  'x-amzn-requestid': '7f1b0e2c-0000-4000-8000-000000000000',
  'x-amz-executed-version': '12',
};
const good = streamOf(['one', 'two'], {});
const failed = streamOf(['one'], { ErrorCode: 'Unhandled', ErrorDetails: '{"errorType":"E"}' });

const streams: Record<string, (response: ServerResponse) => void> = {
  good: (response) => response.writeHead(200, head).end(good),
  failed: (response) => response.writeHead(200, head).end(failed),
  early: (response) => response.writeHead(200, head).end(good.subarray(0, good.length - 30)),
  spoiled: (response) => response.writeHead(200, head).end(Buffer.from(good).fill(1, 20, 25)),
  broken: (response) => {
    response.writeHead(200, head).write(good.subarray(0, 70), () => response.destroy());
  },
  stalled: (response) => void response.writeHead(200, head).write(good.subarray(0, 70)),
};

let folder: string;
let endpoint: ScriptedEndpoint;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'reprise-streams-'));
  endpoint = await scriptedEndpoint(({ body }, response) => {
    streams[JSON.parse(body.toString()) as string]?.(response);
  });
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret';
});

afterEach(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

describe.each(clientNames)('a run of streams, by the %s client,', (client) => {
  it('has each in its place, and balances', async () => {
    const file = path.join(folder, 'streams.yaml');
    const payloads = Object.keys(streams).map((name) => `'"${name}"'`);
    writeFileSync(
      file,
      `target: { function: f, region: eu-west-1, endpoint: ${endpoint.url} }
payloads: { inline: [${payloads.join(', ')}] }
invoke: { stream: true }
load: [{ concurrency: 3, invocations: ${3 * payloads.length} }]
limits: { streamIdleTimeout: 2s, timeout: 60s }
expect: [ttfb.max < 60s, stream.chunks.max == 2, stream.bytes.min == 3]
`,
    );
    const options = { databasePath: path.join(folder, 'r.db'), client, threads: 0 };
    const result = await runScenario(loadScenario(file), options);
    if (!result) throw new Error('refused, and nobody asked');
    const summary = jsonSummary(result.report);
    expect(summary.balanced).toBe(true);
    expect(outcomeKinds.reduce((sum, kind) => sum + summary.outcomes[kind], 0)).toBe(18);
    expect(summary.outcomes).toMatchObject({ ok: 3, functionError: 3, transportError: 12 });
    expect(summary.stream).toMatchObject({
      ...{ totalBytes: 3 * 6 + 3 * 3, ttfb: { count: 6 }, chunks: { count: 6, max: 2 } },
    });
    const types = summary.errors.map(({ type, count }) => [type, count]).sort();
    expect(types).toEqual([
      ...[
        ['E', 3],
        ['ECONNRESET', 3],
        ['EventStreamError', 3],
      ],
      ...[
        ['IncompleteStreamError', 3],
        ['StreamIdleTimeoutError', 3],
      ],
    ]);
    expect(summary.expectations.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
    expect(new Set(endpoint.received.map((request) => request.path))).toEqual(
      new Set(['/2021-11-15/functions/f/response-streaming-invocations']),
    );
  }, 60_000);
});
