import type { PlannedWorkload } from '../../measure/run-books.js';
import type { ConcurrencyGap } from './findings.js';
import type { LimitsEvidence, Reading, Unreadable } from './limits.js';
import { isAwaited } from './load.js';

/** What of the concurrency is not known. */
export function gapsOf(
  workloads: readonly PlannedWorkload[],
  limits: LimitsEvidence | undefined,
): ConcurrencyGap[] {
  const unawaited = new Set(
    workloads.filter((each) => !isAwaited(each)).map((each) => each.invocationType),
  );
  return [
    ...[...unawaited].map((invocationType) => ({ kind: 'unawaited' as const, invocationType })),
    ...unreadable(limits),
  ];
}

type LimitGap = Exclude<ConcurrencyGap, { kind: 'unawaited' }>;

/** Where nothing at all could be read it is told once, and not of each limit; permissions each have a name. */
function unreadable(limits: LimitsEvidence | undefined): ConcurrencyGap[] {
  if (!limits) return [];
  const { account, functions, provisioned } = limits;
  const failures = [
    ...failureOf(account, ({ why }): LimitGap => ({ kind: 'noAccountLimit', why })),
    ...functions.flatMap(({ functionName, reserved }) =>
      failureOf(reserved, ({ why }): LimitGap => ({ kind: 'noReservedLimit', functionName, why })),
    ),
    ...provisioned.flatMap(({ functionName, qualifier, config }) =>
      failureOf(
        config,
        ({ why }): LimitGap => ({ kind: 'noProvisionedLimit', functionName, qualifier, why }),
      ),
    ),
  ];
  const [first] = failures;
  const isNothing = failures.length === 1 + functions.length + provisioned.length;
  if (first && isNothing && first.cause !== 'notPermitted') {
    return [{ kind: 'noLimits', why: first.gap.why }];
  }
  return failures.map(({ gap }) => gap);
}

function failureOf<T>(
  reading: Reading<T>,
  gapOf: (unreadable: Unreadable) => LimitGap,
): { cause: Unreadable['cause']; gap: LimitGap }[] {
  return reading.kind === 'read' ? [] : [{ cause: reading.cause, gap: gapOf(reading) }];
}
