import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type OutcomeKind, outcomeKinds } from '../core/invoke/outcome.js';
import { LatencyHistogram } from '../core/measure/histogram.js';
import type { JsonDistribution, JsonSummary } from '../results/export/json-summary.js';
import { reprise, temporaryFolder } from './cli.fixture.js';

const scenario = `target: { function: f, qualifier: 1 }
local:
  functions:
    f:
      reserved: 3
      versions: { 1: { latency: { p50: 10ms, p99: 90ms }, errorRate: 5% } }
load:
  - { rate: 150/s, for: 1s, name: calm }
  - { rate: 400/s, for: 1s, name: peak }
limits: { maxInFlight: 30 }
`;

const streams = `target: { function: f, qualifier: 1 }
local:
  functions:
    f:
      versions:
        1:
          latency: { p50: 10ms, p99: 60ms }
          errorRate: 10%
          response: 5000
          streamed: { chunks: 5, over: 30ms }
  faults: [{ fault: truncatedBody, share: 10% }]
invoke: { stream: true }
load: [{ rate: 150/s, for: 2s }]
`;

type Row = Record<string, string>;

function rowsOf(csv: string): Row[] {
  const [head = '', ...lines] = csv.trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    // Only messages are quoted, and nothing here needs them.
    const values = line.replace(/"(?:[^"]|"")*"/g, '').split(',');
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
  });
}

/** What a reader of the rows finds, by nearest rank on the raw values. */
function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

function expectDistribution(
  rows: readonly Row[],
  column: string,
  latency: JsonDistribution<string>,
): void {
  const values = rows.flatMap(({ [column]: cell }) => (cell === '' ? [] : [Number(cell)]));
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.record(value);
  expect([values.length, histogram.minUs, histogram.maxUs]).toEqual([
    ...[latency.count, latency.min, latency.max],
  ]);
  for (const [p, shown] of [
    [50, latency.p50],
    [90, latency.p90],
    [99, latency.p99],
  ] as const) {
    expect(histogram.percentileUs(p)).toBe(shown);
    expect(Math.abs((shown ?? 0) - percentile(values, p))).toBeLessThanOrEqual(
      1 + percentile(values, p) / 1000,
    );
  }
}

describe('--out samples=FILE', () => {
  it.each(['all.csv', 'all.csv.gz'])(
    'has every invocation: the report can be computed from it (%s)',
    async (name) => {
      const folder = temporaryFolder();
      const at = (file: string): string => path.join(folder, file);
      writeFileSync(at('s.yaml'), scenario);
      const { stdout, stderr } = await reprise([
        ...['run', at('s.yaml'), '--db', at('r.db'), '--threads', '2', '--quiet'],
        ...['--out', 'json=-', '--out', `samples=${at(name)}`],
      ]);
      const summary = JSON.parse(stdout) as JsonSummary;
      const bytes = readFileSync(at(name));
      const rows = rowsOf((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
      expect(stderr).not.toContain('have no row');
      expect(rows).toHaveLength(summary.planned);
      const count = (of: readonly Row[], kind: OutcomeKind): number =>
        of.filter(({ outcome }) => outcome === kind).length;
      for (const kind of outcomeKinds) expect(count(rows, kind)).toBe(summary.outcomes[kind]);
      for (const stage of summary.stages) {
        const own = rows.filter((row) => row.stage === stage.name);
        for (const kind of outcomeKinds) expect(count(own, kind)).toBe(stage.outcomes[kind]);
      }
      const served = rows.filter(({ outcome = '' }) => /^(ok|functionError)$/.test(outcome));
      expectDistribution(served, 'response_us', summary.latency.response);
      expectDistribution(served, 'service_us', summary.latency.service);
      const sent = rows.filter(({ outcome }) => outcome !== 'dropped');
      expectDistribution(sent, 'lateness_us', summary.lateness);
      const reported = served.filter(({ billed_duration_ms: billed }) => billed !== '');
      const billedMs = reported.reduce((sum, row) => sum + Number(row.billed_duration_ms), 0);
      expect([reported.length, billedMs]).toEqual([summary.reports, summary.billedMs]);
      expect(new Set(rows.map(({ index }) => index)).size).toBe(rows.length);
      expect(served.every((row) => row.version === '1' && row.request_id !== '')).toBe(true);
    },
  );

  it('has every stream, so that its distributions can be computed, and what broke off', async () => {
    const folder = temporaryFolder();
    const at = (file: string): string => path.join(folder, file);
    writeFileSync(at('s.yaml'), streams);
    const { stdout } = await reprise([
      ...['run', at('s.yaml'), '--db', at('r.db'), '--threads', '1', '--quiet'],
      ...['--out', 'json=-', '--out', `samples=${at('all.csv')}`],
    ]);
    const { stream, outcomes, planned } = JSON.parse(stdout) as JsonSummary;
    if (stream === null) throw new Error('nothing was streamed');
    const rows = rowsOf(readFileSync(at('all.csv'), 'utf8'));
    expect(rows).toHaveLength(planned);
    const served = rows.filter(({ outcome = '' }) => /^(ok|functionError)$/.test(outcome));
    expect(served).toHaveLength(outcomes.ok + outcomes.functionError);
    expectDistribution(served, 'ttfb_us', stream.ttfb);
    expectDistribution(served, 'first_chunk_us', stream.firstChunk);
    expectDistribution(served, 'stream_bytes', stream.bytes);
    expectDistribution(served, 'stream_chunks', stream.chunks);
    expectDistribution(served, 'stream_bytes_per_s', stream.rate);
    const bytes = served.reduce((sum, row) => sum + Number(row.stream_bytes), 0);
    expect(bytes).toBe(stream.totalBytes);
    for (const { ttfb_us: first, first_chunk_us: chunk, response_us: end } of served) {
      expect(Number(first)).toBeLessThanOrEqual(Number(end));
      if (chunk !== '') expect(Number(chunk)).toBeLessThanOrEqual(Number(end));
    }
    const broken = rows.filter(({ outcome }) => outcome === 'transportError');
    expect(broken).toHaveLength(outcomes.transportError);
    const cut = broken.map(({ stream_chunks: chunks, stream_bytes: size }) => [chunks, size]);
    expect(cut).toContainEqual(['5', '5000']);
  }, 30_000);

  it.skipIf(process.platform === 'win32')(
    'takes a pipe whose reader sleeps, and the run is as long as planned',
    async () => {
      const folder = temporaryFolder();
      const at = (file: string): string => path.join(folder, file);
      writeFileSync(at('s.yaml'), scenario);
      execFileSync('mkfifo', [at('pipe')]);
      const words = `exec 3<"${at('pipe')}"; sleep 4; cat <&3 > "${at('read.csv')}"`;
      const reader = spawn('/bin/sh', ['-c', words], { stdio: 'ignore' });
      const read = new Promise((resolve) => reader.on('close', resolve));
      const { stdout } = await reprise([
        ...['run', at('s.yaml'), '--db', at('r.db'), '--quiet', '--threads', '1'],
        ...['--out', 'json=-', '--out', `samples=${at('pipe')}`],
      ]);
      await read;
      const { planned, balanced } = JSON.parse(stdout) as JsonSummary;
      expect(balanced).toBe(true);
      expect(rowsOf(readFileSync(at('read.csv'), 'utf8'))).toHaveLength(planned);
    },
  );

  it('is only written while a run goes', async () => {
    const db = path.join(temporaryFolder(), 'r.db');
    const { code, stderr } = await reprise(['report', 'last', '--db', db, '--out', 'samples=x']);
    expect([code, stderr]).toEqual([104, expect.stringContaining('is written while a run goes')]);
  });
});
