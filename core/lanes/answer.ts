import { defined } from '../base/defined.js';
import { wasServed } from '../invoke/outcome.js';
import { startOf } from '../measure/ledger.js';
import type { PairedAnswer } from '../measure/paired-answer.js';
import type { Sample } from '../measure/sample.js';
import { pairOf } from '../schedule/paired.js';

/** How Lambda answers an event that it has queued. */
const acceptedStatus = 202;

/** What a comparison with so many legs is told of a sample. */
export function answerOf(
  { arrival, sentUs, answeredUs, outcome }: Sample,
  legs: number,
): PairedAnswer {
  const { payload, workload: leg } = arrival;
  const answer: PairedAnswer = {
    ...{ pair: pairOf(arrival, legs), leg, payload },
    kind: outcome.kind,
    start: startOf(outcome),
    serviceUs: answeredUs - sentUs,
  };
  if (!wasServed(outcome)) return answer;
  const { response, report, logStream, stream, requestId } = outcome;
  if (outcome.statusCode === acceptedStatus) {
    const { intendedUs } = arrival;
    return { ...answer, accepted: { intendedUs, answeredUs, ...defined({ requestId }) } };
  }
  const initMs = report?.initDurationMs ?? report?.restoreDurationMs;
  return {
    ...answer,
    ...(initMs !== undefined && { initUs: initMs * 1000 }),
    ...defined({ logStream, response, ttfbUs: stream?.firstByteUs }),
  };
}
