import type { ComparisonReport } from '../document/comparison/comparison-report.js';
import { comparisonWarnings } from '../document/wording/comparison.js';

/** The comparison for programs; documented in `docs/comparing.md`, where every change is a new `schema`. */
export interface JsonComparison {
  schema: 1;
  verdict: ComparisonReport['comparison']['verdict'];
  pairs: number;
  pairsNeeded: number | null;
  design: ComparisonReport['comparison']['design'];
  old: string;
  new: string;
  control: string | null;
  runs: string[];
  payloads: string | null;
  metrics: ComparisonReport['comparison']['metrics'];
  fields: NonNullable<ComparisonReport['comparison']['fields']>;
  environments: ComparisonReport['comparison']['environments'] | null;
  isNoiseKnown: boolean;
  isGeneratorLate: boolean;
  excluded: ComparisonReport['comparison']['excluded'];
  coldStarts: ComparisonReport['comparison']['coldStarts'];
  tolerances: ComparisonReport['comparison']['tolerances'];
  warnings: string[];
}

/** The comparison as a value: what `--out json=FILE` writes. */
export function jsonComparison(report: ComparisonReport): JsonComparison {
  const { comparison, old, new: now, control, runs, payloads } = report;
  const { verdict, design, pairs, pairsNeeded, metrics, fields = [] } = comparison;
  const { isNoiseKnown, isGeneratorLate, excluded, coldStarts, tolerances } = comparison;
  return {
    schema: 1,
    ...{ verdict, pairs, pairsNeeded: pairsNeeded ?? null, design },
    ...{ old, new: now, control: control ?? null, runs, payloads: payloads ?? null },
    ...{
      metrics,
      fields,
      environments: comparison.environments ?? null,
      isNoiseKnown,
      isGeneratorLate,
    },
    ...{ excluded, coldStarts, tolerances, warnings: comparisonWarnings(report) },
  };
}

/** The same as text, indented, with a line break at its end. */
export function comparisonJson(report: ComparisonReport): string {
  return `${JSON.stringify(jsonComparison(report), null, 2)}\n`;
}
