import type { Account, PlannedWorkload } from '../../../core/measure/run-books.js';
import { formatCount, formatHz, formatShare, formatUs } from '../../../core/quantity/format.js';
import { limited, numeric, textual } from '../build.js';
import type { Cell, Section } from '../document.js';
import type { RunSection } from './run-section.js';

const partsShown = { page: 1000, summary: 20 };

/** The stages side by side, where there are several. */
export const stages: RunSection = ({ report: { books } }) => {
  const { workloads: all } = books;
  const rows = all.flatMap((workload, at) =>
    workload.stages.map((stage, index): Cell[] => [
      all.length === 1 ? stage.name : `${nameOf(workload)}: ${stage.name}`,
      ...numbers(books.stage(at, index)),
    ]),
  );
  return sectionOf('Stages', rows);
};

/** The workloads side by side, where there are several. */
export const workloads: RunSection = ({ report: { books } }) =>
  sectionOf(
    'Workloads',
    books.workloads.map((workload, at) => [nameOf(workload), ...numbers(books.workload(at))]),
  );

/** Where workloads differ in type, their latencies are not of the same thing. */
function nameOf({ name, invocationType }: PlannedWorkload): string {
  return invocationType === 'RequestResponse' ? name : `${name} (${invocationType})`;
}

function sectionOf(title: string, rows: readonly Cell[][]): Section | undefined {
  if (rows.length < 2) return undefined;
  const { shown, limits } = limited(
    rows,
    partsShown,
    ({ length }) => `${formatCount(length)} more`,
  );
  const columns = numeric('Planned', 'Rate', 'OK', 'Throttled', 'Errors', 'p50', 'p99');
  const head = [...textual(''), ...columns];
  return { title, blocks: [{ kind: 'table', head, rows: [...shown], ...limits }] };
}

function numbers({ planned, rate, outcomes, response }: Account): string[] {
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
