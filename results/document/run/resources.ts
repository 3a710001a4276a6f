import { costUsdOf } from '../../../core/measure/cost.js';
import {
  formatCount,
  formatSeconds,
  formatShare,
  formatUs,
  formatUsd,
} from '../../../core/quantity/format.js';
import type { Fact } from '../document.js';
import type { RunSection } from './run-section.js';

/** What the REPORTs say: cold starts, billed time, memory against its limit, and what that costs. */
export const resources: RunSection = ({ report: { books } }) => {
  const total = books.total();
  const { reports, coldStarts, billedMs, maxMemoryUsedMb, memorySizeMb, outcomes } = total;
  if (reports === 0) return undefined;
  const served = outcomes.ok + outcomes.functionError;
  const cost = costUsdOf(total) ?? 0;
  const facts: Fact[] = [
    {
      label: 'Cold starts',
      value: `${formatCount(coldStarts)} of ${formatCount(reports)} (${formatShare(coldStarts, reports)})`,
    },
    {
      label: 'Billed duration',
      value: `${formatSeconds(billedMs / 1000)}, ${formatUs((billedMs / reports) * 1000)} on average`,
    },
    {
      label: 'Memory',
      value: `${formatCount(maxMemoryUsedMb)} of ${formatCount(memorySizeMb)} MB used at most`,
    },
    {
      label: 'Cost',
      value: `${formatUsd(cost)}, ${formatUsd((cost / reports) * 1e6)} per million`,
      note: 'us-east-1, x86, on demand',
    },
  ];
  if (reports < served) {
    const value = `${formatCount(reports)} of ${formatCount(served)} served; the rest had none`;
    facts.push({ label: 'With a REPORT', value });
  }
  return { title: 'Cold starts, memory, cost', blocks: [{ kind: 'facts', facts }] };
};
