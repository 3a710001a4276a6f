import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import { capacityHeadline } from './capacity/headline.js';
import { levels } from './capacity/levels.js';
import { capacitySetup } from './capacity/setup.js';
import { steps } from './capacity/steps.js';
import type { Page, Section } from './page-model.js';

/** One part of the page; undefined where it has nothing to say. */
export type CapacitySection = (report: CapacityReport) => Section | undefined;

const sections: readonly CapacitySection[] = [levels, steps, capacitySetup];

/** The page of a capacity search: the knee, what is let through there, and how it was found. */
export function capacityPage(report: CapacityReport): Page {
  return {
    title: `Capacity of ${report.function} – Reprise`,
    headline: capacityHeadline(report),
    sections: sections.flatMap((section) => section(report) ?? []),
  };
}
