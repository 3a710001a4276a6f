import type { CapacityReport, Sustainable } from '../../core/judge/capacity/capacity-report.js';

/** The search for programs; documented in `docs/capacity.md`, where every change is a new `schema`. */
export interface JsonCapacity {
  schema: 1;
  verdict: CapacityReport['verdict'];
  why: string | null;
  scenario: string;
  function: string;
  by: CapacityReport['by'];
  objective: string[];
  atLeast: number | null;
  precision: number;
  sustainable: { rateHz: number; lowHz: number; highHz: number | null } | null;
  /** Busy on average at the sustainable rate, by Little's law; of a search by concurrency, its level. */
  concurrency: number | null;
  limit: CapacityReport['limit'];
  recommendation: CapacityReport['recommendation'];
  costPerMillionUsd: number | null;
  steps: CapacityReport['steps'];
  warnings: string[];
}

/** The search as a value: what `--out json=FILE` writes. */
export function jsonCapacity(report: CapacityReport): JsonCapacity {
  const { sustainable, recommendation, by } = report;
  const busy = recommendation?.needed ?? null;
  return {
    schema: 1,
    ...report,
    sustainable: sustainable && withoutLevel(sustainable),
    concurrency: by === 'concurrency' ? (sustainable?.level ?? null) : busy,
  };
}

function withoutLevel({ rateHz, lowHz, highHz }: Sustainable): JsonCapacity['sustainable'] {
  return { rateHz, lowHz, highHz };
}

/** The same as text, indented, with a line break at its end. */
export function capacityJson(report: CapacityReport): string {
  return `${JSON.stringify(jsonCapacity(report), null, 2)}\n`;
}
