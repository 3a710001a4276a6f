import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outcomeKinds } from '../../core/invoke/outcome.js';
import { sumOf } from '../../core/measure/fold.js';
import { reserved, sampleMeta, sampleReport } from '../document/sample-run.fixture.js';
import { jsonSummary, summaryJson } from './summary-json.js';

const latencyKeys = ['unit', 'count', 'min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'];

describe('the JSON summary', () => {
  const summary = jsonSummary(sampleReport());

  it('has every field of schema 1', () => {
    expect(summary).toMatchObject({
      schema: 1,
      run: {
        id: '20261123-141502-k3f',
        name: 'checkout before release',
        status: 'finished',
        startedAt: '2026-11-23T14:15:02.000Z',
        endedAt: '2026-11-23T14:15:12.900Z',
        seed: 7,
      },
      planned: 1050,
      outcomes: { ok: 940, functionError: 7, throttled: 97, rejected: 0, serviceError: 0 },
      throttles: { [reserved]: 97 },
      versions: { 11: 850, 12: 97 },
      coldStarts: 50,
      billedMs: 450 * 10 + 50 * 400 + 440 * 10,
      verdict: 'fail',
    });
    expect(Object.keys(summary.outcomes)).toEqual([...outcomeKinds]);
    for (const latency of [summary.latency.response, summary.latency.service, summary.lateness]) {
      expect(Object.keys(latency)).toEqual(latencyKeys);
    }
    expect(summary.errors[0]).toMatchObject({ type: 'TypeError', count: 7 });
    expect(summary.expectations.map(({ text, verdict }) => [text, verdict])).toEqual([
      ['p99 < 300ms', 'fail'],
      ['throttled == 0', 'fail'],
      ['functionError < 1%', 'pass'],
      ['version 12 is 10%', 'pass'],
    ]);
  });

  it('has latencies in whole microseconds', () => {
    expect(summary.latency.service).toMatchObject({ unit: 'us', count: 947, min: 10_000 });
    expect(summary.latency.service.max).toBe(400_000);
    expect(Number.isInteger(summary.latency.response.p999)).toBe(true);
  });

  it('has a cost that follows from the billed time and the number of invocations', () => {
    const gbSeconds = (28.9 * 512) / 1024;
    // 947 were served, and 940 REPORTs say for how long.
    expect(summary.costUsd).toBeCloseTo(947 * 0.2e-6 + gbSeconds * 0.0000166667, 12);
    expect([summary.costKnownOf, summary.workloads[0]?.architecture]).toEqual([940, null]);
  });

  it('adds up, in the total and in each part', () => {
    const parts = [summary, ...summary.stages, ...summary.workloads, ...summary.versionBreakdown];
    for (const part of parts) expect(sumOf(part.outcomes)).toBe(part.planned);
    expect(summary.balanced).toBe(true);
    expect(summary.versionBreakdown.map(({ version, planned }) => [version, planned])).toEqual([
      [null, 103],
      ['11', 850],
      ['12', 97],
    ]);
  });

  it('says null for what was not measured, never 0', () => {
    const nothing = jsonSummary(
      sampleReport([], sampleMeta({ expectations: ['p99 < 1s'] }), 'aborted'),
    );
    const { count, ...values } = nothing.latency.response;
    expect(count).toBe(0);
    expect(new Set(Object.values(values))).toEqual(new Set(['us', null]));
    expect(nothing.rate).toBeNull();
    expect(nothing.outcomes.aborted).toBe(1050);
    expect(nothing.cutOff).toEqual({ inFlight: 0, neverDue: 1050 });
    expect(nothing.expectations[0]).toMatchObject({ verdict: 'noData', value: null });
  });

  it('has no field that its documentation does not name', () => {
    const docs = readFileSync(new URL('../../docs/json-summary.md', import.meta.url), 'utf8');
    const prose = docs.slice(0, docs.indexOf('## An example'));
    const [stage] = summary.stages;
    const [workload] = summary.workloads;
    const [expectation] = summary.expectations;
    const parts = [summary, summary.run, stage, workload, summary.errors[0], summary.rate];
    const keys = [...parts, expectation, summary.expectations[3]?.test, summary.outcomes].flatMap(
      (part) => Object.keys(part ?? {}),
    );
    const named = (key: string) => prose.includes(`\`${key}`) || prose.includes(`.${key}\``);
    expect(keys.filter((key) => !named(key))).toEqual([]);
  });

  it('is text that parses to the same', () => {
    expect(JSON.parse(summaryJson(sampleReport()))).toEqual(JSON.parse(JSON.stringify(summary)));
  });
});
