import { type Breakdown, fold } from '../../core/measure/fold.js';
import type { LatencyHistogram } from '../../core/measure/histogram.js';
import { Ledger } from '../../core/measure/ledger.js';
import type { RunDetails } from '../document/run-details.js';
import type { RunReport } from '../document/run-report.js';

/** The untagged distribution is what tools show when no tag is asked for. */
const tagged: readonly (readonly [tag: string, of: (part: Breakdown) => LatencyHistogram])[] = [
  ['', ({ response }) => response],
  ['service', ({ service }) => service],
  ['refused', ({ refused }) => refused],
  ['lateness', ({ lateness }) => lateness],
  ['duration', ({ duration }) => duration],
  ['init', ({ init }) => init],
  ['ttfb', ({ stream }) => stream.ttfb],
  ['firstChunk', ({ stream }) => stream.firstChunk],
];

/**
 * The distributions of each second as a HdrHistogram log (format 1.3, which tags lines): response
 * times without a tag; service times, refusals, lateness, the REPORT's times and those of streams with one. Where
 * the run has several workloads, each one's response times follow under its name. Values are
 * microseconds, the column of maxima is in milliseconds.
 */
export function* hlog({ run, books }: RunReport, details: RunDetails): Iterable<string> {
  yield* header(run.startedAtMs);
  const workloads = books.workloads.length < 2 ? [] : workloadTags(books.workloads);
  for (const { second, ledger: data } of details.intervals()) {
    const ledger = Ledger.fromData(data);
    const all = fold(ledger);
    for (const [tag, of] of tagged) yield* line(tag, second, of(all));
    for (const [at, tag] of workloads.entries()) {
      const part = fold(ledger, { cell: ({ key }) => key.workload === at, stage: () => false });
      yield* line(tag, second, part.response);
    }
  }
}

function* header(startedAtMs: number): Iterable<string> {
  const started = new Date(startedAtMs).toISOString();
  yield '#[Logged by Reprise; values are microseconds]\n';
  yield '#[Histogram log format version 1.3]\n';
  yield `#[StartTime: ${(startedAtMs / 1000).toFixed(3)} (seconds since epoch), ${started}]\n`;
  yield '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"\n';
}

function* line(tag: string, second: number, histogram: LatencyHistogram): Iterable<string> {
  if (histogram.count === 0) return;
  const maxMs = (histogram.maxUs / 1000).toFixed(3);
  const prefix = tag === '' ? '' : `Tag=${tag},`;
  yield `${prefix}${second.toFixed(3)},1.000,${maxMs},${histogram.encode()}\n`;
}

/** A tag ends at a comma or at white space; two names that differ in these only get a number. */
function workloadTags(workloads: readonly { name: string }[]): string[] {
  const tags: string[] = [];
  for (const [at, { name }] of workloads.entries()) {
    const tag = `workload:${name.replace(/[^\p{L}\p{N}_.:/-]+/gu, '_')}`;
    tags.push(tags.includes(tag) ? `${tag}#${at + 1}` : tag);
  }
  return tags;
}
