import { describe, expect, it } from 'vitest';
import { type Batch, ok } from '../../core/judge/books.fixture.js';
import { sampleDetails } from '../document/sample-details.fixture.js';
import { sampleMeta, samplePlan, sampleReport } from '../document/sample-run.fixture.js';
import { hlog } from './hlog.js';
import { intervalsCsv } from './intervals-csv.js';
import { openMetrics } from './openmetrics.js';
import { otlpOfReport } from './otlp-metrics.js';

const stream = { firstByteUs: 60_000, firstChunkUs: 80_000, transferUs: 400_000, chunks: 8 };
const batches: Batch[] = [
  { count: 20, outcome: { ...ok('1'), statusCode: 200, responseBytes: 65_536, stream } as never },
  { count: 5, outcome: ok('1') },
];
const [workload] = samplePlan;
if (!workload) throw new Error('no workload');
const meta = sampleMeta({ plan: [{ ...workload, stages: workload.stages.slice(0, 1) }] });
const streamed = sampleReport(batches, meta);
const none = sampleReport([{ count: 5, outcome: ok('1') }], meta);

describe('streamed answers in the exports', () => {
  it('are histograms and counters of OpenMetrics', () => {
    const labels = '{workload="checkout",function="checkout",qualifier="live"';
    expect(openMetrics(streamed).split('\n')).toEqual(
      expect.arrayContaining([
        `reprise_ttfb_seconds_bucket${labels},le="0.05"} 0`,
        `reprise_ttfb_seconds_bucket${labels},le="0.075"} 20`,
        `reprise_first_chunk_seconds_count${labels}} 20`,
        `reprise_streams_total${labels}} 20`,
        `reprise_stream_bytes_total${labels}} ${20 * 65_536}`,
        `reprise_stream_chunks_total${labels}} 160`,
      ]),
    );
    expect(openMetrics(none)).not.toMatch(/ttfb|stream/);
  });

  it('are metrics of OTLP', () => {
    const text = JSON.stringify(otlpOfReport(streamed));
    const found = [
      ...text.matchAll(/"name":"(reprise\.(?:stream|time_to)[^"]*)","unit":"([^"]+)"/g),
    ];
    expect(found.map(([, name, unit]) => [name, unit])).toEqual([
      ...[
        ['reprise.streams', '{stream}'],
        ['reprise.stream.bytes', 'By'],
        ['reprise.stream.chunks', '{chunk}'],
      ],
      ...[
        ['reprise.time_to_first_byte', 's'],
        ['reprise.time_to_first_chunk', 's'],
      ],
    ]);
    expect(text).toContain(`"asInt":"${20 * 65_536}"`);
    expect(JSON.stringify(otlpOfReport(none))).not.toMatch(/reprise\.(stream|time_to)/);
  });

  it('are tagged lines of the HdrHistogram log', () => {
    const lines = [...hlog(streamed, sampleDetails(batches))];
    expect(lines.filter((line) => /^Tag=(ttfb|firstChunk),/.test(line))).not.toHaveLength(0);
    expect(lines.find((line) => line.startsWith('Tag=ttfb,'))).toMatch(
      /^Tag=ttfb,0\.000,1\.000,60\./,
    );
  });

  it('are columns of each second', () => {
    const [head = '', ...rows] = [...intervalsCsv(streamed, sampleDetails(batches))];
    const names = head.trimEnd().split(',');
    const of = (row: string, name: string) => row.trimEnd().split(',')[names.indexOf(name)];
    const sum = (name: string) => rows.reduce((all, row) => all + Number(of(row, name)), 0);
    expect([sum('streams'), sum('stream_bytes'), sum('stream_chunks')]).toEqual([
      ...[20, 20 * 65_536, 160],
    ]);
    expect(of(rows[0] ?? '', 'ttfb_max_us')).toBe('60200');
    expect(of(rows[0] ?? '', 'first_chunk_p50_us')).toBe('80200');
    const plain = [...intervalsCsv(none, sampleDetails([{ count: 5, outcome: ok('1') }]))][1] ?? '';
    expect(['ttfb_p50_us', 'streams', 'stream_bytes'].map((name) => of(plain, name))).toEqual([
      ...['', '0', ''],
    ]);
  });
});
