import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonSummary } from '../../results/export/json-summary.js';
import { expectBooks, recount } from './books.fixture.js';
import { expectEnd, readJson, workbench } from './workbench.fixture.js';
import { ways, wrongServer } from './wrong-answers.fixture.js';

const loads = {
  // Slow enough for the SDK on any machine: the timeout is short, and this is no test of speed.
  'open loop': '{ rate: 3/s, for: 7s }',
  'closed loop': '{ concurrency: 2, invocations: 12 }',
};

/** A workload for each way to answer wrong: they share the connections, as functions do. */
const scenario = (load: string): string => `
name: wrong answers
payloads: { inline: ['{"a":1}'] }
invoke: { log: Tail }
workloads:
${Object.keys(ways)
  .map(
    (way) =>
      `  ${JSON.stringify(way)}: { target: { function: ${JSON.stringify(way)} }, load: [${load}] }`,
  )
  .join('\n')}
limits: { maxInFlight: 2000, timeout: 500ms, drain: 2s }
`;

const answeredKinds = ['ok', 'functionError', 'throttled', 'rejected', 'serviceError'] as const;

describe.each(['fast', 'sdk'])('wrong answers: %s client', (client) => {
  it.for(Object.entries(loads))('%s', async ([, load = ''], { task }) => {
    const bench = await workbench();
    const server = await wrongServer();
    onTestFinished(() => server.close());
    const file = bench.write('wrong.yaml', scenario(load));
    const args = ['run', file, '--db', bench.db, '--client', client, '--endpoint-url', server.url];
    const { ended } = bench.start([...args, '--out', `json=${bench.at('run.json')}`]);
    expectEnd(await ended, 0, 99);
    const summary = readJson<JsonSummary>(bench.at('run.json'));
    expectBooks(summary);
    const [run] = recount(bench.db);
    expect(run?.status).toBe('finished');
    const lost = summary.workloads.filter(({ name, outcomes }) => {
      const answered = answeredKinds.reduce((sum, kind) => sum + outcomes[kind], 0);
      return answered > (server.arrived.get(name) ?? 0);
    });
    Object.assign(task.meta, { tried: summary.workloads.length });
    Object.assign(task.meta, { survived: summary.workloads.length - lost.length });
    expect(lost).toEqual([]);
    const right = summary.workloads.find(({ name }) => name === 'right');
    // Others' answers that come late may fall on its connections; most of its own must be right.
    expect(right?.outcomes.ok).toBeGreaterThan((right?.planned ?? 0) / 2);
  });
});
