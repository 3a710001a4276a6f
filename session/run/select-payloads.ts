import type { Database } from '../../core/database/open.js';
import type { PayloadsSpec } from '../../core/lanes/payloads-spec.js';
import { RecordingStore } from '../../core/recording/store/store.js';
import type { Scenario } from '../../scenarios/language/scenario.js';

/**
 * The scenario with every `where` answered: which records of a recording are meant is asked once,
 * before the lanes open, which all read the same set. Throws `RepriseError` when a selection is empty
 * or its expression cannot be asked.
 */
export function selectPayloads(scenario: Scenario, database: Database): Scenario {
  const store = new RecordingStore(database);
  const answered = (payloads: PayloadsSpec): PayloadsSpec => {
    if (payloads.kind !== 'recording' || payloads.where === undefined) return payloads;
    return { ...payloads, selected: store.select(payloads.name, payloads.where).data };
  };
  return {
    ...scenario,
    workloads: scenario.workloads.map((workload) => ({
      ...workload,
      payloads: answered(workload.payloads),
    })),
  };
}
