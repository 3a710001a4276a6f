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

/** An endpoint without a control plane, or one that is silent, is told once and not of each limit. */
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
  const whole = failures.find(({ cause }) => cause === 'noControlPlane' || cause === 'noAnswer');
  if (whole) return [`The limits are not known: ${whole.why}.`];
  return failures.map(({ what, why }) => `${what} is not known: ${why}.`);
}

function failureOf<T>(what: string, reading: Reading<T>): (Unreadable & { what: string })[] {
  return reading.kind === 'read' ? [] : [{ ...reading, what }];
}
