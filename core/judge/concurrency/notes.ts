import type { PlannedWorkload } from '../../measure/run-books.js';
import type { LimitsEvidence, Reading, Unreadable } from './limits.js';
import { isAwaited, shortName } from './load.js';

/** What of the concurrency is not known, in a sentence each. */
export function notesOf(
  workloads: readonly PlannedWorkload[],
  limits: LimitsEvidence | undefined,
): string[] {
  const unawaited = [
    ...new Set(workloads.filter((each) => !isAwaited(each)).map((each) => each.invocationType)),
  ];
  return [
    ...unawaited.map(
      (type) => `${type}: when the function runs, and how many at once, cannot be seen from here.`,
    ),
    ...unreadable(limits),
  ];
}

/** Where nothing at all could be read it is told once, and not of each limit; permissions each have a name. */
function unreadable(limits: LimitsEvidence | undefined): string[] {
  if (!limits) return [];
  const { account, functions, provisioned } = limits;
  const failures = [
    ...failureOf('The limit of the account', account),
    ...functions.flatMap((each) =>
      failureOf(`The reserved concurrency of ${shortName(each.functionName)}`, each.reserved),
    ),
    ...provisioned.flatMap((each) =>
      failureOf(
        `The provisioned concurrency of ${shortName(each.functionName)}:${each.qualifier}`,
        each.config,
      ),
    ),
  ];
  const [first] = failures;
  const isNothing = failures.length === 1 + functions.length + provisioned.length;
  if (first && isNothing && first.cause !== 'notPermitted') {
    return [`The limits are not known: ${first.why}.`];
  }
  return failures.map(({ what, why }) => `${what} is not known: ${why}.`);
}

function failureOf<T>(what: string, reading: Reading<T>): (Unreadable & { what: string })[] {
  return reading.kind === 'read' ? [] : [{ ...reading, what }];
}
