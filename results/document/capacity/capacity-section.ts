import type { CapacityReport } from '../../../core/judge/capacity/capacity-report.js';
import type { Section } from '../document.js';

/** One part of the page; undefined where it has nothing to say. */
export type CapacitySection = (report: CapacityReport) => Section | undefined;
