import { openDatabase } from '../database/open.js';
import { PairResponses } from '../judge/compare/pair-responses.js';
import type { RedactResponse } from '../judge/compare/redacted-differences.js';
import type { LaneJob } from '../lanes/lane-job.js';
import { redactionOf } from '../lanes/redaction.js';
import type { PairedAnswer } from '../measure/paired-answer.js';

/**
 * How a worker tells the answers of its pairs. All legs of a pair are in one shard, so that it can compare
 * their responses itself: what differs is a fraction of what they are. Without `comparing`, as they are.
 */
export function answersOf(job: LaneJob | undefined): (answer: PairedAnswer) => PairedAnswer {
  if (!job?.comparing) return (answer) => answer;
  const { plan, comparing } = job;
  const legs = plan.workloads.length;
  const pairs = new PairResponses(legs, comparing.ignored, undefined, redactOf(job));
  return (answer) => {
    const compared = pairs.add(answer);
    const { response: _, ...told } = answer;
    return compared === undefined ? told : { ...told, compared };
  };
}

/** By the rules of the recording that is sent, where it has any. */
function redactOf({ payloads: [spec], databasePath }: LaneJob): RedactResponse | undefined {
  if (spec?.kind !== 'recording') return undefined;
  const database = openDatabase(databasePath, { readonly: true });
  try {
    const redaction = redactionOf(spec, database);
    return redaction && ((response) => redaction.response(response));
  } finally {
    database.close();
  }
}
