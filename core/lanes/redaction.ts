import type { Database } from '../database/open.js';
import type { RecorderSettings } from '../drive/lane-recorder.js';
import { ReportRedaction } from '../recording/redaction/report-redaction.js';
import type { PayloadsSpec } from './payloads-spec.js';

/** The rules of each workload's recording for what comes back; undefined where none has any. */
export function openRedaction(
  specs: readonly PayloadsSpec[],
  database: Database,
): RecorderSettings['redact'] {
  const byWorkload = specs.map((spec) => redactionOf(spec, database));
  if (byWorkload.every((redaction) => redaction === undefined)) return undefined;
  return (outcome, workload) => byWorkload[workload]?.outcome(outcome) ?? outcome;
}

/** The rules of the recording that the payloads are from. */
export function redactionOf(spec: PayloadsSpec, database: Database): ReportRedaction | undefined {
  return spec.kind === 'recording' ? ReportRedaction.of(database, spec.name) : undefined;
}
