import type { CapacityStep } from '../../core/judge/capacity/capacity-report.js';
import type { CapacityEnd } from '../../core/judge/capacity/conclude.js';
import { decide, type SearchSettings } from '../../core/judge/capacity/search.js';
import { findingOf } from './observe-step.js';
import { type PlannedStep, planStep, type StepRules } from './plan-step.js';

/** What decides a search's steps. */
export interface SearchRules extends StepRules {
  settings: SearchSettings;
}

/**
 * Takes one measurement after another until the search is over, or `measure` ends it. Enters them into
 * `done`, which may have steps already: of a search that is taken up again.
 */
export async function walkSearch<T extends string | undefined>(
  rules: SearchRules,
  done: CapacityStep[],
  measure: (planned: PlannedStep) => Promise<CapacityStep | { end: T }>,
): Promise<CapacityEnd | T> {
  for (;;) {
    const findings = done.map((step) => findingOf(step, rules.by));
    const decision = decide(rules.settings, findings);
    if (decision.kind === 'end') return decision.why;
    const measured = await measure(planStep(rules, decision, done, findings));
    if ('end' in measured) return measured.end;
    done.push(measured);
  }
}
