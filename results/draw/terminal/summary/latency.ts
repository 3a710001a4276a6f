import type { LatencyHistogram } from '../../../../core/measure/histogram.js';
import { formatUs } from '../../../../core/quantity/format.js';
import { latenciesOf } from '../../../document/run-report.js';
import { table } from '../table.js';
import type { Section } from './section.js';

const statistics: readonly [string, (histogram: LatencyHistogram) => number][] = [
  ['mean', (histogram) => histogram.meanUs],
  ['p50', (histogram) => histogram.percentileUs(50)],
  ['p90', (histogram) => histogram.percentileUs(90)],
  ['p95', (histogram) => histogram.percentileUs(95)],
  ['p99', (histogram) => histogram.percentileUs(99)],
  ['p99.9', (histogram) => histogram.percentileUs(99.9)],
  ['max', (histogram) => histogram.maxUs],
];

/** Every time that was measured, by percentile; what it is the time of is said where it is not plain. */
export const latency: Section = ({ books }, style) => {
  const total = books.total();
  const of = latenciesOf(books);
  const rows: [string, LatencyHistogram][] = [
    ['response', total.response],
    ['service', total.service],
    ['duration', total.duration],
    ['refusal', total.refused],
  ];
  const measured = rows.filter(([name, { count }]) => name === 'response' || count > 0);
  const lines = table(
    [
      [style.bold(titleOf(of)), ...statistics.map(([name]) => style.dim(name))],
      ...measured.map(([name, histogram]) => [`  ${name}`, ...cells(histogram)]),
    ],
    ['left', ...statistics.map(() => 'right' as const)],
  ).map((line) => `  ${line}`);
  return [...lines, ...notesOf(of).map((note) => style.dim(`    ${note}`))];
};

function cells(histogram: LatencyHistogram): string[] {
  return statistics.map(([, read]) => (histogram.count === 0 ? '–' : formatUs(read(histogram))));
}

function titleOf(of: readonly string[]): string {
  if (of.length > 1) return 'Mixed latency';
  if (of[0] === 'acceptance') return 'Acceptance';
  return of[0] === 'validation' ? 'Validation' : 'Latency';
}

function notesOf(of: readonly string[]): string[] {
  const notes: string[] = [];
  if (of.includes('acceptance')) {
    notes.push('Event: the latency of acceptance into the queue, not of the function.');
  }
  if (of.includes('validation')) notes.push('DryRun: the latency of the check; nothing has run.');
  if (of.length > 1) notes.push('Latencies of unlike invocation types are mixed: see Workloads.');
  return notes;
}
