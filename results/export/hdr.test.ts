import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Histogram, HistogramLogReader } from 'hdr-histogram-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ok } from '../../core/judge/books.fixture.js';
import { sampleDetails } from '../document/sample-details.fixture.js';
import { sampleMeta, samplePlan, sampleReport } from '../document/sample-run.fixture.js';
import { hostileBatches, hostileReport, hostileTexts } from '../draw/hostile.fixture.js';
import { hgrm } from './hgrm.js';
import { hlog } from './hlog.js';
import { installed } from './installed.fixture.js';

const report = sampleReport();
const log = [...hlog(report, sampleDetails())].join('');

/** All intervals of each tag put together, by hdr-histogram-js's own reader. */
function readLog(text: string): Map<string, Histogram> {
  const reader = new HistogramLogReader(text);
  const byTag = new Map<string, Histogram>();
  for (;;) {
    const next = reader.nextIntervalHistogram() as Histogram | null;
    if (!next) return byTag;
    const tag = next.tag.startsWith('NO') ? '' : next.tag;
    const known = byTag.get(tag);
    if (known) known.add(next);
    else byTag.set(tag, next);
  }
}

describe('the HdrHistogram log', () => {
  it("gives hdr-histogram-js's reader the percentiles of the run, by tag", () => {
    const total = report.books.total();
    const read = readLog(log);
    expect([...read.keys()].sort()).toEqual([
      ...['', 'duration', 'init', 'lateness', 'refused', 'service'],
    ]);
    for (const [tag, histogram] of read) {
      const own = total[(tag === '' ? 'response' : tag) as 'response' | 'service' | 'lateness'];
      expect(histogram.totalCount).toBe(own.count);
      for (const percentile of [0.1, 10, 50, 90, 99, 99.9]) {
        const seen = histogram.getValueAtPercentile(percentile);
        // Ours is cut at the greatest value, theirs is the end of that value's slot.
        expect(Math.min(seen, own.maxUs)).toBe(own.percentileUs(percentile));
      }
    }
  });

  it('starts when the run did, a line for each second', () => {
    const reader = new HistogramLogReader(log);
    const first = reader.nextIntervalHistogram();
    expect(reader.startTimeSec).toBe(report.run.startedAtMs / 1000);
    expect(first?.startTimeStampMsec).toBe(report.run.startedAtMs);
    expect(first?.endTimeStampMsec).toBe(report.run.startedAtMs + 1000);
  });

  it('has the response times of each workload where there are several', () => {
    const [workload] = samplePlan;
    if (!workload) throw new Error('no workload');
    const plan = ['a, b', 'a  b', 'ü/c'].map((name) => ({ ...workload, name }));
    const batches = plan.map((_, at) => ({ count: 10 + at, workload: at, outcome: ok('1') }));
    const text = [...hlog(sampleReport(batches, sampleMeta({ plan })), sampleDetails(batches))];
    const counts = [...readLog(text.join(''))].map(([tag, { totalCount }]) => [tag, totalCount]);
    expect(Object.fromEntries(counts)).toMatchObject({
      'workload:a_b': 10,
      'workload:a_b#2': 11,
      'workload:ü/c': 12,
    });
  });

  it('is read whatever the names are', () => {
    for (const text of hostileTexts) {
      const plan = hostileReport(text).run.meta.plan;
      const twice = sampleMeta({ plan: [...plan, ...plan] });
      const batches = hostileBatches(text);
      const lines = [...hlog(sampleReport(batches, twice), sampleDetails(batches))];
      expect(readLog(lines.join('')).get('')?.totalCount).toBe(950);
    }
  });
});

const jar = '/usr/share/java/hdrhistogram.jar';
const java = installed('java');

describe.skipIf(!java || !existsSync(jar))(
  "HdrHistogram's own Java tools (skipped without java and Debian's libhdrhistogram-java)",
  () => {
    const process = (...options: string[]): string => {
      const folder = mkdtempSync(join(tmpdir(), 'reprise-hdr-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const [input, output] = [join(folder, 'run.hlog'), join(folder, 'out')];
      writeFileSync(input, log);
      const program = ['-cp', jar, 'org.HdrHistogram.HistogramLogProcessor'];
      const ratio = ['-outputValueUnitRatio', '1000'];
      execFileSync(java ?? '', [...program, '-i', input, '-o', output, ...ratio, ...options]);
      return readFileSync(`${output}.hgrm`, 'utf8');
    };

    it('read the log and print the distribution that we print', () => {
      const rows = (text: string) =>
        [...text.matchAll(/^ +[\d.]+ +[\d.]+ +\d+.*$/gm)].map(([row]) =>
          row.split(/\s+/).slice(1, 4).map(Number),
        );
      const theirs = rows(process());
      expect(theirs.length).toBeGreaterThan(20);
      expect(rows(hgrm(report))).toEqual(theirs);
    });

    it('tell the tags apart', () => {
      expect(process('-tag', 'refused')).toContain('Total count    =           99]');
    });
  },
);

describe('the percentile distribution', () => {
  it('is of response times, in milliseconds', () => {
    const text = hgrm(report);
    expect(text).toContain('Value     Percentile TotalCount 1/(1-Percentile)');
    expect(text).toMatch(/#\[Max {5}= +400\.\d+, Total count {4}= +947\]/);
    expect(hgrm(sampleReport([]))).toContain('Total count    =            0]');
  });
});
