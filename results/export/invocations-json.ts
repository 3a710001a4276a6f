import type { RunBooks } from '../../core/measure/run-books.js';
import type { KeptSample } from '../../core/measure/sample-keeper.js';
import { notableInvocations } from '../document/notable-invocations.js';
import type { RunDetails } from '../document/run-details.js';
import type { JsonInvocation, JsonInvocations } from './json-summary.js';

/** More are in `csv-samples`. */
const mostFailed = 100;

/** The slowest and the failed invocations of a run, one by one. */
export function jsonInvocations(details: RunDetails, books: RunBooks): JsonInvocations {
  const { slowest, failed } = notableInvocations(details);
  const written = (sample: KeptSample): JsonInvocation => jsonInvocation(sample, books);
  return { slowest: slowest.map(written), failed: failed.slice(0, mostFailed).map(written) };
}

function jsonInvocation(sample: KeptSample, { workloads }: RunBooks): JsonInvocation {
  const { intendedUs, sentUs, answeredUs } = sample;
  const workload = workloads[sample.workload];
  return {
    requestId: sample.requestId ?? null,
    traceId: sample.traceId ?? null,
    workload: workload?.name ?? '',
    stage: workload?.stages[sample.stage]?.name ?? '',
    payload: sample.payload,
    outcome: sample.kind,
    type: sample.type ?? null,
    message: sample.message ?? null,
    version: sample.version ?? null,
    intendedUs: Math.round(intendedUs),
    responseUs: Math.round(answeredUs - intendedUs),
    serviceUs: Math.round(answeredUs - sentUs),
  };
}
