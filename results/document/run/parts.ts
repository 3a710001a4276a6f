import type { Account } from '../../../core/measure/run-books.js';
import { formatCount, formatHz, formatShare, formatUs } from '../../../core/quantity/format.js';
import type { Block, Cell, TableBlock } from '../page-model.js';
import type { RunSection } from './run-section.js';

/** Each stage and each workload by itself, where there are several. */
export const parts: RunSection = ({ report: { books } }) => {
  const { workloads } = books;
  const isOne = workloads.length === 1;
  const stages = workloads.flatMap(({ name, stages: all }, at) =>
    all.map((stage, index): Cell[] => [
      isOne ? stage.name : `${name}: ${stage.name}`,
      ...numbers(books.stage(at, index)),
    ]),
  );
  const blocks: Block[] = [];
  if (stages.length > 1) blocks.push(table('Stage', stages));
  if (!isOne) {
    const rows = workloads.map(({ name, invocationType }, at): Cell[] => [
      `${name} (${invocationType})`,
      ...numbers(books.workload(at)),
    ]);
    blocks.push(table('Workload', rows));
  }
  return blocks.length === 0 ? undefined : { title: 'Stage by stage', blocks };
};

function table(name: string, rows: Cell[][]): TableBlock {
  const columns = ['Planned', 'Sent', 'OK', 'Throttled', 'Errors', 'p50', 'p99'];
  return {
    kind: 'table',
    head: [{ text: name }, ...columns.map((text) => ({ text, align: 'right' as const }))],
    rows,
  };
}

function numbers(part: Account): string[] {
  const { planned, rate, outcomes, response } = part;
  const errors =
    outcomes.functionError + outcomes.rejected + outcomes.serviceError + outcomes.transportError;
  const percentile = (p: number): string =>
    response.count === 0 ? '–' : formatUs(response.percentileUs(p));
  return [
    formatCount(planned),
    rate ? formatHz(rate.reachedHz) : '–',
    formatShare(outcomes.ok, planned),
    formatCount(outcomes.throttled),
    formatCount(errors),
    percentile(50),
    percentile(99),
  ];
}
