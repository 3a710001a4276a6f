import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { LegName } from '../../core/measure/paired-answer.js';
import { formatHz } from '../../core/quantity/format.js';
import type { RateStage } from '../../core/schedule/loads/rate.js';
import type { Finding } from '../../scenarios/language/problems.js';
import { resolveTarget } from '../../scenarios/language/resolve-target.js';
import type { Scenario, Workload } from '../../scenarios/language/scenario.js';

/** What is compared, and how much of it is sent. */
export interface CompareLoad {
  /** Function with version or alias: `checkout:11`. */
  old: string;
  new: string;
  /** Sends everything to old a second time, to learn what differs by itself. */
  again: boolean;
  /** Another version of old's code, sent everything too; not together with `again`. */
  control?: string;
  /** Payloads sent to each side. */
  pairs: number;
  /** Invocations per second over all legs. */
  rateHz: number;
}

/**
 * The comparison as a scenario: one workload for each leg (`old`, `new`, and `again` or `control`), alike but for the
 * function. Payloads, limits, seed, endpoint and local Lambda are those of `base`, whose own target
 * and load do not count. Throws `RepriseError` for a function that cannot be one, or that the local
 * section does not describe, and where `base` has more than one workload.
 */
export function compareScenario(base: Scenario, load: CompareLoad): Scenario {
  const [workload, ...others] = base.workloads;
  if (!workload || others.length > 0) {
    throw new RepriseError('A comparison takes its payloads from one workload, not from several.', {
      hint: 'Give a scenario without `workloads:`, or --recording.',
    });
  }
  const legs = legsOf(load);
  const stages = [stageOf(load, legs.length)];
  const workloads = legs.map(([name, text]): Workload => {
    const { functionName, qualifier } = targetOf(text, base);
    return {
      name,
      functionName,
      ...defined({ qualifier }),
      ...invocationOf(workload),
      ...defined({
        clientContext: workload.clientContext,
        stream: workload.stream,
        architecture: workload.architecture,
      }),
      payloads: workload.payloads,
      stages,
    };
  });
  return { ...base, workloads, expectations: [], paired: true };
}

/** Events are compared by what becomes of them; all else by its answer, with the log's end for its cold starts. */
function invocationOf({
  invocationType,
  follow,
}: Workload): Pick<Workload, 'invocationType' | 'logType' | 'follow'> {
  if (invocationType !== 'Event' || !follow) {
    return { invocationType: 'RequestResponse', logType: 'Tail' };
  }
  return { invocationType, logType: 'None', follow };
}

function legsOf({ old, new: now, again, control }: CompareLoad): [LegName, string][] {
  return [
    ['old', old],
    ['new', now],
    ...(again ? [['again', old] as [LegName, string]] : []),
    ...(control === undefined ? [] : [['control', control] as [LegName, string]]),
  ];
}

/** Each leg's share of the rate; it ends by its count. */
function stageOf({ pairs, rateHz }: CompareLoad, legs: number): RateStage {
  const hz = rateHz / legs;
  return {
    ...{ kind: 'rate', name: formatHz(hz), fromHz: hz, toHz: hz, arrivals: 'uniform' },
    durationS: pairs / hz,
    maxInvocations: pairs,
  };
}

function targetOf(text: string, { local, target: { region } }: Scenario) {
  const findings: Finding[] = [];
  const target = resolveTarget({ value: text, path: [] }, undefined, { local, region }, findings);
  const [problem] = findings;
  if (target && !problem) return target;
  throw new RepriseError(`${text}: ${problem?.message ?? 'not a function'}`, {
    ...(problem?.hint !== undefined && { hint: problem.hint }),
  });
}
