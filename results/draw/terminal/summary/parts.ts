import type { Account, PlannedWorkload } from '../../../../core/measure/run-books.js';
import { formatCount, formatHz, formatShare, formatUs } from '../../../../core/quantity/format.js';
import { latenciesOf } from '../../../document/run-report.js';
import { clip, plain } from '../plain.js';
import type { Style } from '../style.js';
import { table } from '../table.js';
import type { Section } from './section.js';

/** Stages shown; the rest is in the JSON. */
const maxStages = 20;

/** The stages side by side, where there is more than one. */
export const stages: Section = ({ books }, style, width) => {
  const rows = books.workloads.flatMap((of, workload) =>
    of.stages.map((stage, index): [string, Account] => [
      books.workloads.length > 1 ? `${nameOf(of)}: ${stage.name}` : stage.name,
      books.stage(workload, index),
    ]),
  );
  if (rows.length < 2) return [];
  const lines = partsTable('Stages', rows.slice(0, maxStages), latenciesOf(books), style, width);
  if (rows.length <= maxStages) return lines;
  return [...lines, style.dim(`    and ${rows.length - maxStages} more: see --out json=FILE`)];
};

/** The workloads side by side, where there is more than one. */
export const workloads: Section = ({ books }, style, width) => {
  if (books.workloads.length < 2) return [];
  const rows = books.workloads.map((workload, index): [string, Account] => [
    nameOf(workload),
    books.workload(index),
  ]);
  return partsTable('Workloads', rows, latenciesOf(books), style, width);
};

/** Where workloads differ in type, their latencies are not of the same thing. */
function nameOf({ name, invocationType }: PlannedWorkload): string {
  return invocationType === 'RequestResponse' ? name : `${name} (${invocationType})`;
}

function partsTable(
  title: string,
  parts: readonly [string, Account][],
  latencies: readonly string[],
  style: Style,
  width: number,
): string[] {
  const of = latencies.length === 1 && latencies[0] === 'acceptance' ? 'accept ' : '';
  const head = ['planned', 'rate', 'ok', 'throttled', 'errors', `${of}p50`, `${of}p99`];
  const values = parts.map(([, part]) => cells(part));
  const columns = head.map((name, i) =>
    Math.max(name.length, ...values.map((row) => row[i]?.length ?? 0)),
  );
  const nameWidth = Math.max(8, width - 4 - columns.reduce((sum, column) => sum + column + 2, 0));
  const rows = parts.map(([name], i) => [
    `  ${clip(plain(name), nameWidth)}`,
    ...(values[i] ?? []),
  ]);
  return table(
    [[style.bold(title), ...head.map(style.dim)], ...rows],
    ['left', ...head.map(() => 'right' as const)],
  ).map((line) => `  ${line}`);
}

function cells({ planned, outcomes, rate, response }: Account): string[] {
  const errors =
    outcomes.functionError + outcomes.rejected + outcomes.serviceError + outcomes.transportError;
  const latency =
    response.count === 0 ? ['–', '–'] : [50, 99].map((p) => formatUs(response.percentileUs(p)));
  return [
    formatCount(planned),
    rate ? formatHz(rate.reachedHz) : '–',
    formatShare(outcomes.ok, planned),
    formatCount(outcomes.throttled),
    formatCount(errors),
    ...latency,
  ];
}
