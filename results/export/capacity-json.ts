import { defined } from '../../core/base/defined.js';
import type {
  BindingLimit,
  CapacityReport,
  CapacityStep,
  Recommendation,
  Sustainable,
} from '../../core/judge/capacity/capacity-report.js';
import type { Verdict } from '../../core/judge/verdict.js';
import {
  faultText,
  limitText,
  reasonText,
  recommendationText,
  warningText,
} from '../document/wording/capacity.js';
import { noteText, observedText } from '../document/wording/expectations.js';

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
  limit: Omit<BindingLimit, 'evidence'> & { text: string };
  recommendation: (Omit<Recommendation, 'basis'> & { text: string }) | null;
  costPerMillionUsd: number | null;
  steps: (Omit<CapacityStep, 'why' | 'verdicts'> & { why: string[]; verdicts: WordedVerdict[] })[];
  warnings: string[];
}

/** A verdict with the words for what was observed. */
type WordedVerdict = Omit<Verdict, 'observed' | 'note'> & { observed: string; note?: string };

/** The search as a value: what `--out json=FILE` writes. */
export function jsonCapacity(report: CapacityReport): JsonCapacity {
  const { sustainable, recommendation, limit, by } = report;
  const busy = recommendation?.needed ?? null;
  return {
    schema: 1,
    ...report,
    why: reasonText(report),
    sustainable: sustainable && withoutLevel(sustainable),
    limit: jsonLimit(limit),
    recommendation: recommendation && jsonRecommendation(recommendation),
    steps: report.steps.map(jsonStep),
    warnings: report.warnings.map(warningText),
    concurrency: by === 'concurrency' ? (sustainable?.level ?? null) : busy,
  };
}

function withoutLevel({ rateHz, lowHz, highHz }: Sustainable): JsonCapacity['sustainable'] {
  return { rateHz, lowHz, highHz };
}

function jsonLimit(limit: BindingLimit): JsonCapacity['limit'] {
  const { kind, value, unit } = limit;
  return { kind, value, unit, text: limitText(limit) };
}

function jsonRecommendation(recommendation: Recommendation) {
  const { needed, peak, concurrency, headroom } = recommendation;
  return { needed, peak, concurrency, headroom, text: recommendationText(recommendation) };
}

function jsonStep(step: CapacityStep): JsonCapacity['steps'][number] {
  return { ...step, why: step.why.map(faultText), verdicts: step.verdicts.map(wordedVerdict) };
}

function wordedVerdict({ note, ...verdict }: Verdict): WordedVerdict {
  const observed = observedText(verdict.observed);
  return { ...verdict, observed, ...defined({ note: note && noteText(note) }) };
}

/** The same as text, indented, with a line break at its end. */
export function capacityJson(report: CapacityReport): string {
  return `${JSON.stringify(jsonCapacity(report), null, 2)}\n`;
}
