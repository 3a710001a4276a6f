import { RepriseError } from '../../core/base/errors.js';
import { abortRule } from '../../core/judge/abort-rules.js';
import type { Condition, KnownNames } from '../../core/judge/expectation.js';
import { attempt, type Finding } from './problems.js';
import type { Expectation } from './scenario.js';
import type { ParsedScenario } from './schema.js';

/**
 * Reads an expectation, whose scopes may name what is `known`; throws `RepriseError` for one that
 * cannot be read. What it gives back is looked at where the expectation may end the run.
 */
export type CheckExpectation = (text: string, known?: KnownNames) => Condition | undefined;

/** The expectations of a scenario; what is wrong with them is in `findings`. */
export function resolveExpectations(
  written: ParsedScenario['expect'],
  check: (text: string) => Condition | undefined,
  findings: Finding[],
): Expectation[] {
  return (written ?? []).map((entry, i) => {
    if (typeof entry === 'string') {
      attempt(findings, ['expect', i], () => check(entry));
      return { text: entry };
    }
    const { that: text, abortOnFail = false, delay } = entry;
    const condition = attempt(findings, ['expect', i, 'that'], () => check(text));
    attempt(findings, ['expect', i, abortOnFail ? 'abortOnFail' : 'delay'], () => {
      if (abortOnFail && condition !== undefined) abortRule(condition, delay);
      if (!abortOnFail && delay !== undefined) throw withoutAbort();
    });
    return abortOnFail ? { text, abort: { delayS: delay ?? 0 } } : { text };
  });
}

function withoutAbort(): RepriseError {
  return new RepriseError('a delay is of the abort, and this expectation ends nothing', {
    hint: 'Add abortOnFail: true, or leave the delay out.',
  });
}
