import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunRecord } from '../../document/run-meta.js';
import { sampleDetails } from '../../document/sample-details.fixture.js';
import { sampleReport } from '../../document/sample-run.fixture.js';
import { openCollector, type Reaction } from '../../export/collector.fixture.js';
import { type OtlpRequest, pointsOf, readValue } from '../../export/otlp-points.fixture.js';
import { LivePush, type PushOptions } from './live-push.js';

const report = sampleReport();
const run: RunRecord = { ...report.run, status: 'running' };
const seconds = [...sampleDetails().intervals()];

async function push(react: (index: number) => Reaction, options: PushOptions = {}) {
  const collector = await openCollector(react);
  const push = new LivePush(collector.url, { env: {}, ...options });
  onTestFinished(() => push.close());
  push.start(run);
  for (const interval of seconds) push.add(interval);
  const missing = await push.end(report);
  const requests = collector.received.map(({ body }) => JSON.parse(body) as OtlpRequest);
  return { missing, requests, ...collector };
}

const fine: Reaction = { status: 200 };
const overloaded: Reaction = { status: 503, headers: { 'retry-after': '0' } };

describe('metrics while a run goes', () => {
  it('are its totals after each second, and those of its report at the end', async () => {
    const { missing, requests, received } = await push(() => fine, {
      env: { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20secret' },
    });
    expect(missing).toBeUndefined();
    expect(requests).toHaveLength(seconds.length + 1);
    expect(received[0]).toMatchObject({
      path: '/v1/metrics',
      headers: { 'api-key': 'a secret', 'content-type': 'application/json' },
    });
    for (const name of ['reprise.arrivals.due', 'reprise.arrivals.sent', 'faas.invocations']) {
      const values = requests.map((request) => readValue(request, name));
      expect(values, name).toEqual([...values].sort((a, b) => a - b));
      expect(values[0], name).toBeLessThan(values.at(-1) ?? 0);
    }
    expect(requests.map((request) => readValue(request, 'reprise.in_flight'))).toEqual([
      ...seconds.map(({ inFlight }) => inFlight),
      0,
    ]);
    const last = requests.at(-1);
    const ok = readValue(last, 'reprise.arrivals', { 'reprise.outcome': 'ok' });
    expect(ok).toBe(report.books.total().outcomes.ok);
    expect(readValue(last, 'reprise.arrivals.due')).toBe(report.books.total().due);
  });

  it('are of one resource and in order, so that they are lines of one run', async () => {
    const { requests } = await push(() => fine);
    const resources = requests.map(({ resourceMetrics: [each] }) => JSON.stringify(each?.resource));
    expect(new Set(resources).size).toBe(1);
    const times = requests.map((request) => [
      ...new Set(pointsOf(request).map((p) => p.timeUnixNano)),
    ]);
    expect(times.every((each) => each.length === 1)).toBe(true);
    const nanos = times.map(([time]) => BigInt(time ?? 0));
    for (const [at, time] of nanos.slice(1).entries())
      expect(time).toBeGreaterThan(nanos[at] ?? 0n);
    const starts = requests.flatMap((request) => pointsOf(request).map((p) => p.startTimeUnixNano));
    expect(new Set(starts.filter((start) => start !== undefined)).size).toBe(1);
  });

  it('are told every so many seconds, with the most in flight since', async () => {
    const { requests } = await push(() => fine, { everyS: 5 });
    expect(requests).toHaveLength(Math.floor(seconds.length / 5) + 1);
    const most = Math.max(...seconds.slice(0, 5).map(({ maxInFlight }) => maxInFlight));
    expect(readValue(requests[0], 'reprise.in_flight.max')).toBe(most);
  });

  it('are sent again to a collector that is overloaded, or closes connections', async () => {
    const bad: Reaction[] = [overloaded, { ...overloaded, status: 429 }, 'resets'];
    const { missing, requests } = await push((index) => bad[index] ?? fine);
    expect(missing).toBeUndefined();
    expect(requests.slice(0, 4)).toEqual(Array(4).fill(requests[0]));
    expect(requests).toHaveLength(bad.length + seconds.length + 1);
  });

  it.each<[string, Reaction, string]>([
    ['refuses them', { status: 400, body: 'not these' }, 'it answered 400: not these'],
    ['hangs', 'hangs', 'no answer'],
    [
      'says when to come again',
      { status: 503, headers: { 'retry-after': '60' } },
      'it answered 503',
    ],
  ])('are told of at the end where the collector %s', async (_, reaction, why) => {
    const { missing, url } = await push(() => reaction, { patienceMs: 200 });
    const all = seconds.length + 1;
    expect(missing).toContain(`${all} of ${all} pushes of metrics did not reach ${url}/v1/metrics`);
    expect(missing).toContain(why);
  });

  it('are told of at the end where the collector goes down', async () => {
    const collector = await openCollector(() => fine);
    const push = new LivePush(`${collector.url}?token=secret`, { env: {}, patienceMs: 200 });
    onTestFinished(() => push.close());
    push.start(run);
    for (const interval of seconds.slice(0, 3)) push.add(interval);
    await expect.poll(() => collector.received.length).toBe(3);
    await collector.close();
    for (const interval of seconds.slice(3)) push.add(interval);
    const missing = await push.end(report);
    const all = seconds.length + 1;
    expect(missing).toContain(`${all - 3} of ${all} pushes of metrics did not reach`);
    expect(missing).toMatch(/ECONNREFUSED|ECONNRESET|other side closed/);
    expect(missing).not.toContain('secret');
  });

  it('say which points were not taken', async () => {
    const body = '{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too old"}}';
    const { missing } = await push(() => ({ status: 200, body }));
    expect(missing).toMatch(/did not take all metrics: it rejected 3 data points: too old/);
  });

  it('that end before the run began leave nothing behind', async () => {
    const collector = await openCollector(() => fine);
    await new LivePush(collector.url, { env: {} }).close();
    expect(collector.received).toEqual([]);
  });
});
