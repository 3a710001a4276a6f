import type { ConcurrencyFindings } from '../../core/judge/concurrency/findings.js';
import {
  demandSentences,
  gapSentence,
  provisionedSentences,
} from '../document/wording/concurrency.js';
import { throttlingSentences } from '../document/wording/throttling.js';
import type { JsonConcurrency } from './json-summary.js';

/** The findings' numbers with their sentences. */
export function jsonFindings(findings: ConcurrencyFindings): Omit<JsonConcurrency, 'limits'> {
  return {
    throttling: findings.throttling.map((finding) => {
      const { cause, ...rest } = finding;
      return { ...rest, sentences: throttlingSentences(finding) };
    }),
    provisioned: findings.provisioned.map((finding) => {
      const { details, ...rest } = finding;
      return { ...rest, sentences: provisionedSentences(finding) };
    }),
    demand: findings.demand.map((finding) => {
      const { details, ...rest } = finding;
      return { ...rest, sentences: demandSentences(finding) };
    }),
    notes: findings.notes.map(gapSentence),
  };
}
