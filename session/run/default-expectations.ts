import type { Verdict } from '../../core/judge/verdict.js';
import type { RunBooks } from '../../core/measure/run-books.js';
import { formatCount } from '../../core/quantity/format.js';

/**
 * What is expected of every run that finished and of which nothing else is expected: that something
 * succeeded. Empty where it did, so that a run which is well says no more than before.
 */
export function defaultVerdicts(books: RunBooks): Verdict[] {
  const { outcomes, planned } = books.total();
  if (books.status !== 'finished' || planned === 0 || outcomes.ok > 0) return [];
  return [
    {
      text: 'ok > 0',
      verdict: 'fail',
      observed: { kind: 'worded', text: `0 of ${formatCount(planned)}` },
      ...{ value: 0, operator: '>', limit: 0, unit: 'count' },
      note: {
        kind: 'worded',
        text: 'expected by default; --no-default-expectations leaves it out',
      },
    },
  ];
}
