import { lambdaPrices, type PricedWorkload } from '../../../core/measure/cost.js';
import type { Account } from '../../../core/measure/run-books.js';
import {
  formatCount,
  formatSeconds,
  formatShare,
  formatUs,
  formatUsd,
} from '../../../core/quantity/format.js';
import type { Fact } from '../document.js';
import { costOfPart } from '../report-cost.js';
import { costText, partialText, priceText } from '../wording/cost.js';
import type { RunSection } from './run-section.js';

/** What the REPORTs say: cold starts, billed time, memory against its limit, and what that costs. */
export const resources: RunSection = ({ report }) => {
  const { books } = report;
  const account = books.total();
  const total = { ...account, cost: costOfPart(account, report) };
  const { reports, outcomes, cost } = total;
  if (cost.of === 0 && reports === 0) return undefined;
  const served = outcomes.ok + outcomes.functionError;
  const facts = [...(reports === 0 ? [] : reportedFacts(total)), costFact(total, books.workloads)];
  if (reports > 0 && reports < served) {
    const value = `${formatCount(reports)} of ${formatCount(served)} served; the rest had none`;
    facts.push({ label: 'With a REPORT', value });
  }
  const title = reports === 0 ? 'Cost' : 'Cold starts, memory, cost';
  return { title, blocks: [{ kind: 'facts', facts }] };
};

function reportedFacts({
  reports,
  coldStarts,
  billedMs,
  maxMemoryUsedMb,
  memorySizeMb,
}: Account): Fact[] {
  return [
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
  ];
}

function costFact({ cost }: Account, workloads: readonly PricedWorkload[]): Fact {
  const perMillionUsd = (lambdaPrices.perRequestUsd + cost.durationUsd / cost.knownOf) * 1e6;
  const perMillion = cost.knownOf === 0 ? '' : `, ${formatUsd(perMillionUsd)} per million`;
  const partial = partialText(cost);
  const notes = [priceText(workloads), ...(partial === undefined ? [] : [partial])];
  return { label: 'Cost', value: `${costText(cost)}${perMillion}`, note: notes.join('; ') };
}
