import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { sumOf } from '../../core/measure/fold.js';
import { formatCount } from '../../core/quantity/format.js';
import type { RunReport } from '../../results/document/run-report.js';

/** What is known of a run that has no comparison beside it: it was none, goes on, or was killed. */
export function notJudged({ run, books }: RunReport): RepriseError {
  const { id, meta, status } = run;
  if (!meta.paired) {
    return new RepriseError(`Run ${id} was not a comparison.`, {
      hint: 'Give two runs to compare them with each other, or see it with reprise report.',
    });
  }
  const pairs = `${formatCount(answeredPairs(books))} of ${formatCount(plannedPairs(meta.plan))} pairs`;
  if (status === 'running') {
    return new RepriseError(`The comparison ${id} is still going on: ${pairs} have been sent.`, {
      hint: 'Wait for it to end; what is measured so far: reprise report last.',
      exitCode: exitCodes.inconclusive,
    });
  }
  return new RepriseError(
    `The comparison ${id} was interrupted before it could be judged: up to ${pairs} had been answered.`,
    {
      hint: `Run it again with --seed ${meta.seed} for the same payloads in the same order. What was measured of each side: reprise report ${id}.`,
      exitCode: exitCodes.interrupted,
    },
  );
}

/** The legs end on their own: no more pairs are whole than the leg with the fewest answers has. */
function answeredPairs(books: RunReport['books']): number {
  const answered = books.workloads.map((_, leg) => {
    const { outcomes } = books.workload(leg);
    return sumOf(outcomes) - outcomes.aborted - outcomes.dropped;
  });
  return Math.min(...answered);
}

function plannedPairs(plan: RunReport['run']['meta']['plan']): number {
  return plan[0]?.stages[0]?.planned ?? 0;
}
