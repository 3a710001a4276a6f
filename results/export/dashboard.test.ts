import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type Batch, ok } from '../../core/judge/books.fixture.js';
import { sampleBatches, sampleReport } from '../document/sample-run.fixture.js';
import { installed } from './installed.fixture.js';
import { otlpMetrics } from './otlp-metrics.js';
import type { OtlpRequest } from './otlp-points.fixture.js';
import { prometheusLabels, prometheusNames } from './prometheus-names.fixture.js';

const text = readFileSync(new URL('../../deploy/grafana/dashboard.json', import.meta.url), 'utf8');

const datasource = z.strictObject({
  type: z.literal('prometheus'),
  uid: z.string().regex(/^\$\{datasource\}$/),
});
const target = z.looseObject({
  datasource,
  expr: z.string(),
  legendFormat: z.string(),
  refId: z.string(),
});
const panel = z.looseObject({
  id: z.int().positive(),
  type: z.enum(['timeseries', 'table']),
  title: z.string(),
  description: z.string().min(1),
  datasource,
  gridPos: z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  targets: z.array(target).min(1),
});
const variable = z.looseObject({ name: z.string(), type: z.enum(['datasource', 'query']) });

/** What Grafana reads of a dashboard, as far as this one uses it (`@grafana/schema`, `Dashboard`). */
const dashboard = z
  .strictObject({
    ...{ title: z.string(), uid: z.string().max(40), description: z.string() },
    ...{ tags: z.array(z.string()), schemaVersion: z.int().min(36), version: z.int() },
    ...{ editable: z.boolean(), graphTooltip: z.int().min(0).max(2), timezone: z.string() },
    ...{ refresh: z.string(), time: z.strictObject({ from: z.string(), to: z.string() }) },
    ...{ annotations: z.strictObject({ list: z.array(z.never()) }), links: z.array(z.never()) },
    templating: z.strictObject({ list: z.array(variable) }),
    panels: z.array(panel),
  })
  .parse(JSON.parse(text));

const queries = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => [title, expr] as const),
);

const stream = { firstByteUs: 60_000, firstChunkUs: 80_000, transferUs: 400_000, chunks: 8 };
const streamed: Batch = {
  count: 20,
  outcome: { ...ok('1'), statusCode: 200, responseBytes: 65_536, stream } as never,
};
const { run, books, verdict } = sampleReport([...sampleBatches, streamed]);
const inFlight = { inFlight: 1, maxInFlight: 2 };
const requests = [
  otlpMetrics({ run, books, verdict, untilMs: run.startedAtMs + 1000, inFlight }) as OtlpRequest,
];

describe("Grafana's dashboard", () => {
  it('asks for nothing that a push does not have', () => {
    const [names, labels] = [prometheusNames(requests), prometheusLabels(requests)];
    const asked = [...queries.map(([, expr]) => expr), text].join('\n');
    const metrics = asked.match(/\b(?:reprise|faas)_[a-z_]+(?=[{[])/g) ?? [];
    expect(new Set(metrics).size).toBeGreaterThan(12);
    expect([...new Set(metrics)].filter((name) => !names.has(name))).toEqual([]);
    const grouped = [...asked.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) =>
      list.split(','),
    );
    const selected = [...asked.matchAll(/[{,]\s*(\w+)\s*=~?\s*\\?"/g)].map(
      ([, name]) => name ?? '',
    );
    const legends = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '');
    const used = [...grouped, ...selected, ...legends].map((name) => name.trim());
    expect(used.length).toBeGreaterThan(20);
    expect([...new Set(used)].filter((name) => !labels.has(name))).toEqual([]);
  });

  it('shows every histogram and counter of a run that is invoked', () => {
    // Of streams the time to first byte and first chunk are shown, and not how much came in them.
    const left = [...prometheusNames(requests)].filter(
      (name) => !text.includes(name) && !/_(sum|count)$|_streams?_/.test(name),
    );
    expect(left).toEqual([]);
  });

  it('has panels side by side, each with a number of its own', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    for (const { targets } of dashboard.panels)
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  });

  const promtool = installed('promtool');

  it.skipIf(!promtool)('asks in PromQL (skipped without promtool)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reprise-promql-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const rules = queries.map(([, expr], at) => ({
      record: `q${at}`,
      expr: expr.replace(/\$__(rate_interval|range)/g, '1m').replaceAll('$run', '.*'),
    }));
    const file = join(folder, 'rules.yml');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { status, stderr } = spawnSync(promtool ?? '', ['check', 'rules', file], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  });
});
