import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { advice } from './capacity/advice.js';
import type { CapacitySection } from './capacity/capacity-section.js';
import { capacityHeadline } from './capacity/headline.js';
import { levels } from './capacity/levels.js';
import { capacitySetup } from './capacity/setup.js';
import { steps } from './capacity/steps.js';
import type { ReportDocument } from './document.js';

/** In the order in which a reader's questions come: where is the knee? how was it found? what to do? */
const sections: readonly CapacitySection[] = [levels, steps, advice, capacitySetup];

/** The report of a capacity search: the knee, what is let through there, and how it was found. */
export function capacityDocument(report: CapacityReport): ReportDocument {
  return {
    title: `Capacity of ${report.function} – Reprise`,
    headline: capacityHeadline(report),
    sections: sections.flatMap((section) => section(report) ?? []),
    next: 'A step again: reprise report RUN   All of it: reprise capacity last',
  };
}
