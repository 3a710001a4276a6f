import { unknownCosts } from '../../scenarios/language/budget-warnings.js';
import { describePlan } from '../../scenarios/language/describe.js';
import { planText } from '../../scenarios/language/plan-sentences.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { RunPreview } from '../../session/run/run-options.js';
import { confirm, sendingText } from '../confirm.js';

/**
 * Says where the run goes, since an environment variable can redirect it. What leaves this machine
 * is described in full and asked for, unless `yes`; without a terminal to ask on it is refused.
 */
export async function confirmRun(
  scenario: Scenario,
  { endpoint, workloads, following }: RunPreview,
  { yes, quiet }: { yes: boolean; quiet: boolean },
): Promise<boolean> {
  const { isRemote } = endpoint;
  const sending = sendingText(endpoint, scenario.local !== undefined);
  if (!quiet || isRemote) process.stderr.write(`${sending}\n`);
  if (!isRemote) {
    // Where everything else goes without saying, this does not.
    for (const text of quiet ? [] : unknownCosts(scenario))
      process.stderr.write(`warning: ${text}\n`);
    for (const text of quiet ? [] : following) process.stderr.write(`${text}\n`);
    return true;
  }
  process.stderr.write(`\n${planText(describePlan(scenario, workloads))}`);
  process.stderr.write(`${following.map((text) => `${text}\n`).join('')}\n`);
  return yes || confirm('Send these invocations?');
}
