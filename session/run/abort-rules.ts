import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { type AbortRule, abortRule, type BrokenRule } from '../../core/judge/abort-rules.js';
import { parseExpectation } from '../../core/judge/expectation.js';
import type { Verdict } from '../../core/judge/verdict.js';
import { observedText } from '../../results/document/wording/expectations.js';
import type { Scenario } from '../../scenarios/language/scenario.js';

/** The rules of a scenario that end its run. Throws `RepriseError` as `abortRule` does. */
export function abortRulesOf({ expectations }: Scenario): AbortRule[] {
  return expectations.flatMap(({ text, abort }) =>
    abort === undefined ? [] : [abortRule(parseExpectation(text), abort.delayS)],
  );
}

/** Why the run ended, for the person at the terminal. */
export function brokenRuleError({ verdict, atS }: BrokenRule): RepriseError {
  return new RepriseError(
    `Aborted ${atS} s into the run: "${verdict.text}" had failed (${observedText(verdict.observed)}).`,
    {
      hint: 'Nothing more was sent, and what was in flight was awaited: see the report.',
      exitCode: exitCodes.aborted,
    },
  );
}

/** The verdicts at the end, where the broken rule's own is the one that ended the run. */
export function withBrokenRule(
  verdicts: readonly Verdict[],
  broken: BrokenRule | undefined,
): Verdict[] {
  return verdicts.map((verdict) =>
    broken === undefined || verdict.text !== broken.verdict.text
      ? verdict
      : { ...broken.verdict, note: { kind: 'abortedRun', atS: broken.atS } },
  );
}
