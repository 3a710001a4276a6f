import { formatShare } from '../../../core/quantity/format.js';
import type { CapacitySection } from './capacity-section.js';

/** What was asked, so that it can be asked again. */
export const capacitySetup: CapacitySection = (report) => {
  const { scenario, objective, by, precision, steps } = report;
  const varied = by === 'rate' ? 'arrivals per second (open loop)' : 'callers (closed loop)';
  const facts = [
    { label: 'Scenario', value: scenario },
    { label: 'Function', value: report.function },
    { label: 'Objective', value: objective.join(', ') },
    { label: 'Varied', value: varied },
    { label: 'Ends within', value: formatShare(precision, 1) },
    { label: 'Steps', value: String(steps.length) },
  ];
  return { title: 'How it was found', isDetail: true, blocks: [{ kind: 'facts', facts }] };
};
