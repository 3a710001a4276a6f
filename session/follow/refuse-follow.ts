import { RepriseError } from '../../core/base/errors.js';
import type { Scenario } from '../../scenarios/language/scenario.js';

/** Refuses a scenario that follows its events where nobody would. Throws `RepriseError`. */
export function refuseFollow({ workloads }: Pick<Scenario, 'workloads'>, where: string): void {
  if (workloads.every(({ follow }) => follow === undefined)) return;
  throw new RepriseError(`The events of ${where} are not followed.`, {
    hint: 'Remove invoke.follow, or use reprise run.',
  });
}
