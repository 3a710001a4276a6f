import { costUsdOf } from '../../../core/measure/cost.js';
import {
  formatCount,
  formatSeconds,
  formatShare,
  formatUs,
  formatUsd,
} from '../../../core/quantity/format.js';
import type { Cell } from '../page-model.js';
import type { RunSection } from './run-section.js';

/** What the REPORTs say: cold starts, billed time, memory against its limit, and what that costs. */
export const resources: RunSection = ({ report: { books } }) => {
  const total = books.total();
  const { reports, coldStarts, init, billedMs, maxMemoryUsedMb, memorySizeMb, outcomes } = total;
  if (reports === 0) return undefined;
  const served = outcomes.ok + outcomes.functionError;
  const perMillion = ((costUsdOf(total) ?? 0) / reports) * 1e6;
  const initTimes =
    init.count === 0
      ? ''
      : `, init p50 ${formatUs(init.percentileUs(50))}, max ${formatUs(init.maxUs)}`;
  const rows: Cell[][] = [
    [
      'Cold starts',
      `${formatCount(coldStarts)} of ${formatCount(reports)} (${formatShare(coldStarts, reports)})${initTimes}`,
    ],
    [
      'Billed duration',
      `${formatSeconds(billedMs / 1000)}, ${formatUs((billedMs / reports) * 1000)} on average`,
    ],
    [
      'Memory',
      {
        text: `${formatCount(maxMemoryUsedMb)} of ${formatCount(memorySizeMb)} MB used at most`,
        share: memorySizeMb === 0 ? 0 : maxMemoryUsedMb / memorySizeMb,
      },
    ],
    [
      'Cost',
      `${formatUsd(costUsdOf(total) ?? 0)}, ${formatUsd(perMillion)} for a million such invocations (on-demand price of us-east-1, x86, without the free tier)`,
    ],
    ...(reports < served
      ? [
          [
            'Known of',
            `${formatCount(reports)} of ${formatCount(served)} that were served: the rest had no REPORT`,
          ],
        ]
      : []),
  ];
  const head = [{ text: 'What' }, { text: 'Of the invocations with a REPORT' }];
  return { title: 'Duration, memory, cost', blocks: [{ kind: 'table', head, rows }] };
};
