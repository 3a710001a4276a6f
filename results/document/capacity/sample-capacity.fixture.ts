import type { CapacityReport, CapacityStep } from '../../../core/judge/capacity/capacity-report.js';
import { conclude } from '../../../core/judge/capacity/conclude.js';
import type { Verdict } from '../../../core/judge/verdict.js';

const kneeHz = 49;

/** A step of a function with ten environments of 200 ms. */
function step(level: number, nth: number, purpose: CapacityStep['purpose']): CapacityStep {
  const isHeld = level <= kneeHz;
  const invocations = level * 10;
  const served = Math.min(invocations, kneeHz * 10);
  const throttled = invocations - served;
  const limits: [text: string, value: number, limit: number, unit: Verdict['unit']][] = [
    ['p99 < 300ms', 205_000, 300_000, 'us'],
    ['throttled < 1%', throttled / invocations, 0.01, 'share'],
  ];
  const verdicts = limits.map(
    ([text, value, limit, unit]): Verdict => ({
      ...{ text, value, limit, unit, operator: '<' },
      observed: { kind: 'worded', text: String(value) },
      verdict: value < limit ? 'pass' : 'fail',
    }),
  );
  return {
    ...{
      runId: `20261123-08204${nth}-run`,
      level,
      purpose,
      verdicts,
      invocations,
      served,
      throttled,
    },
    ...{ warmUpS: 3, measureS: 10 },
    ...{ result: isHeld ? 'held' : 'broke', askedHz: level, reachedHz: level },
    why: isHeld ? [] : [{ kind: 'worded', text: `throttled < 1%: ${throttled} of ${invocations}` }],
    throttles: isHeld ? {} : { ReservedFunctionConcurrentInvocationLimitExceeded: throttled },
    throttledBy: isHeld ? null : { limit: 'reserved', value: 10 },
    ...{ p50Us: 201_000, p99Us: 205_000, meanServiceUs: 201_000, busy: (served / 10) * 0.201 },
    ...{ maxInFlight: isHeld ? Math.ceil(level / 5) : 14, refusing: isHeld ? 0 : 1 },
    ...{
      coldStarts: 0,
      reports: served,
      ceilingHz: isHeld ? null : kneeHz,
      ceilingErrorHz: isHeld ? null : 0.5,
      throughput: null,
      dispersion: 1,
      costPerMillionUsd: 0.62,
    },
  };
}

/** A search that found a reservation of ten, with `text` for every name that users give. */
export function sampleCapacity(text = 'checkout'): CapacityReport {
  const levels = [10, 20, 40, 80, 48, 50, 50, 48];
  const purposes = ['climb', 'climb', 'climb', 'climb', 'narrow', 'narrow', 'confirm', 'confirm'];
  const steps = levels.map((level, nth) =>
    step(level, nth, purposes[nth] as CapacityStep['purpose']),
  );
  const question = {
    ...{ scenario: text, function: text, by: 'rate' as const, objective: [text] },
    ...{ precision: 0.05, headroom: 0.2, atLeast: 60 },
  };
  const findings = steps.map(({ level, result, throttled }) => ({
    ...{ level, result, isClear: throttled > 0 },
  }));
  return conclude(question, 'found', findings, steps);
}
