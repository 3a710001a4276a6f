import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ok } from '../../core/judge/books.fixture.js';
import { sampleMeta, samplePlan, sampleReport } from '../document/sample-run.fixture.js';
import { edgeTexts, hostileReport, hostileTexts } from '../draw/hostile.fixture.js';
import { openCollector } from './collector.fixture.js';
import { installed } from './installed.fixture.js';
import { openMetrics } from './openmetrics.js';
import { metricsUrl, sendOtlp } from './otlp.js';
import { otlpOfReport } from './otlp-metrics.js';
import { hasPython, runPython } from './python.fixture.js';

const [workload] = samplePlan;
if (!workload) throw new Error('no workload');
const twoWorkloads = sampleReport(
  [
    { count: 10, outcome: ok('1') },
    { count: 11, workload: 1, outcome: ok() },
  ],
  sampleMeta({ plan: [workload, { ...workload, name: 'audit', invocationType: 'Event' }] }),
);

const parser = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
read = lambda text: [[f.name, f.type, f.unit, [[s.name, s.labels, s.value] for s in f.samples]]
                     for f in text_string_to_metric_families(text)]
print(json.dumps([read(text) for text in json.load(sys.stdin)]))
`;

type Family = [string, string, string, [string, Record<string, string>, number][]];

describe.skipIf(!hasPython('prometheus_client'))(
  "OpenMetrics, by Prometheus' client (skipped without Debian's python3-prometheus-client)",
  () => {
    const read = (...texts: string[]) => runPython(parser, texts) as Family[][];

    it('says the totals', () => {
      const [families = []] = read(openMetrics(sampleReport()));
      const find = (name: string, labels: Record<string, string> = {}) =>
        families
          .flatMap(([, , , samples]) => samples)
          .find(
            (sample) =>
              sample[0] === name &&
              Object.entries(labels).every(([label, value]) => sample[1][label] === value),
          )?.[2];
      expect(find('reprise_arrivals_total', { outcome: 'throttled' })).toBe(97);
      expect(find('reprise_response_seconds_count')).toBe(947);
      // 450 of the first batch, 4 × 55 of the third, 40 of the fourth, 7 errors of 10 ms.
      expect(find('reprise_response_seconds_bucket', { le: '0.1' })).toBe(717);
      expect(find('reprise_response_seconds_bucket', { le: '+Inf' })).toBe(947);
      expect(find('reprise_expectation_held', { expectation: 'p99 < 300ms' })).toBe(0);
      expect(find('reprise_run_info', { verdict: 'fail', run: '20261123-141502-k3f' })).toBe(1);
    });

    it('is accepted of any run, whatever texts are in it', () => {
      const reports = [
        ...[sampleReport(), twoWorkloads, sampleReport([], sampleMeta(), 'aborted')],
        ...[...hostileTexts, ...edgeTexts].map(hostileReport),
      ];
      const all = read(...reports.map(openMetrics));
      expect(all).toHaveLength(reports.length);
      for (const [at, text] of hostileTexts.entries()) {
        const info = all[at + 3]?.find(([name]) => name === 'reprise_run_info')?.[3][0];
        expect(info?.[1].name).toBe(text.replace(/\p{Cs}/gu, '�').replaceAll('\r', ' '));
      }
    });
  },
);

const promtool = installed('promtool');

describe.skipIf(!promtool)('OpenMetrics, by promtool (skipped where it is not installed)', () => {
  it('is read as the older format of Prometheus, too', () => {
    for (const report of [sampleReport(), twoWorkloads, ...hostileTexts.map(hostileReport)]) {
      const options = { input: openMetrics(report), encoding: 'utf8' as const };
      const { status, stderr } = spawnSync(promtool ?? '', ['check', 'metrics'], options);
      // 3: it was read, and there are opinions on names.
      expect([0, 3], stderr).toContain(status);
    }
  });
});

const proto = fileURLToPath(new URL('otlp.fixture.proto', import.meta.url));
const protobufReader = `
import json, sys
sys.path.insert(0, sys.argv[1])
from otlp.fixture_pb2 import ExportMetricsServiceRequest
from google.protobuf import json_format
texts = json.load(sys.stdin)
print(json.dumps([json_format.MessageToDict(json_format.Parse(text, ExportMetricsServiceRequest())) for text in texts]))
`;

describe.skipIf(!hasPython('google.protobuf') || !installed('protoc'))(
  "OTLP, by Google's protobuf (skipped without Debian's protobuf-compiler and python3-protobuf)",
  () => {
    const read = (...reports: ReturnType<typeof sampleReport>[]) => {
      const folder = mkdtempSync(join(tmpdir(), 'reprise-otlp-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      execFileSync('protoc', [`--proto_path=${dirname(proto)}`, `--python_out=${folder}`, proto]);
      const texts = reports.map((report) => JSON.stringify(otlpOfReport(report)));
      return runPython(protobufReader, texts, [folder]) as object[];
    };

    it('is an ExportMetricsServiceRequest, of which nothing gets lost', () => {
      const reports = [sampleReport(), twoWorkloads, ...hostileTexts.map(hostileReport)];
      const back = read(...reports);
      expect(back).toHaveLength(reports.length);
      expect(JSON.stringify(back[0])).toContain('"faas.invoke_duration"');
      const [first] = back as { resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[] }[];
      const metrics = first?.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
      const point = metrics.find(({ name }) => name === 'reprise.response.duration')?.histogram
        ?.dataPoints[0];
      expect(point?.count).toBe('947');
      expect(point?.bucketCounts.reduce((sum, count) => sum + Number(count), 0)).toBe(947);
      expect(point?.bucketCounts).toHaveLength((point?.explicitBounds.length ?? 0) + 1);
    });
  },
);

interface Metric {
  name: string;
  histogram?: {
    dataPoints: { count: string; bucketCounts: string[]; explicitBounds: number[] }[];
  };
}

const collector = (status: number, body: string) => openCollector(() => ({ status, body }));

describe('a push of metrics', () => {
  it('is one POST of JSON, with the headers that are set for exporters', async () => {
    const { url, received } = await collector(200, '{}');
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20secret, x-scope=team' };
    await sendOtlp(url, sampleReport(), env);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      path: '/v1/metrics',
      headers: { 'content-type': 'application/json', 'api-key': 'a secret', 'x-scope': 'team' },
    });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual(otlpOfReport(sampleReport()));
  });

  it.each([
    [500, 'no room', 'it answered 500: no room'],
    [
      200,
      '{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too old"}}',
      'rejected 3 data points: too old',
    ],
  ])('that is answered with %d is told of', async (status, answer, message) => {
    const { url } = await collector(status, answer);
    await expect(sendOtlp(url, sampleReport(), {})).rejects.toThrow(message);
  });

  it('to where nobody listens is told of, without what the address holds beside the host', async () => {
    const { url, close } = await collector(200, '');
    await close();
    const failure = sendOtlp(`${url}?token=secret`, sampleReport(), {});
    await expect(failure).rejects.toThrow(`${url}/v1/metrics: connect ECONNREFUSED`);
    await expect(failure).rejects.not.toThrow('secret');
  });

  it.each([
    ['http://localhost:4318', 'http://localhost:4318/v1/metrics'],
    ['http://localhost:4318/', 'http://localhost:4318/v1/metrics'],
    ['https://otlp.example.com/base', 'https://otlp.example.com/base/v1/metrics'],
    ['http://localhost:4318/v1/metrics', 'http://localhost:4318/v1/metrics'],
  ])('to %s goes to %s', (address, url) => expect(metricsUrl(address).href).toBe(url));

  it.each(['', '-', 'localhost:4318', 'metrics.json', 'ftp://x'])('to %j is refused', (address) => {
    expect(() => metricsUrl(address)).toThrow('not the address of a collector');
  });
});
