import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import type { CapacitySection } from './capacity/capacity-section.js';
import { capacityHeadline } from './capacity/headline.js';
import { levels } from './capacity/levels.js';
import { capacitySetup } from './capacity/setup.js';
import { steps } from './capacity/steps.js';
import type { ReportDocument } from './document.js';

const sections: readonly CapacitySection[] = [levels, steps, capacitySetup];

/** The page of a capacity search: the knee, what is let through there, and how it was found. */
export function capacityDocument(report: CapacityReport): ReportDocument {
  return {
    title: `Capacity of ${report.function} – Reprise`,
    headline: capacityHeadline(report),
    sections: sections.flatMap((section) => section(report) ?? []),
  };
}
