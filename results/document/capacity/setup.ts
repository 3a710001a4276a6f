import { formatShare } from '../../../core/quantity/format.js';
import type { CapacitySection } from './capacity-section.js';

/** What was asked, so that it can be asked again. */
export const capacitySetup: CapacitySection = (report) => {
  const { scenario, objective, by, precision, steps } = report;
  return {
    title: 'How it was found',
    blocks: [
      {
        kind: 'table',
        head: [{ text: 'What' }, { text: 'Value' }],
        rows: [
          ['Scenario', scenario],
          ['Function', { text: report.function, isCode: true }],
          ['Objective', objective.join(', ')],
          ['Varied', by === 'rate' ? 'arrivals per second (open loop)' : 'callers (closed loop)'],
          ['Ends within', formatShare(precision, 1)],
          ['Steps', String(steps.length)],
        ],
      },
    ],
  };
};
