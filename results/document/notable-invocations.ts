import { isKeptAsSlow, type KeptSample } from '../../core/measure/sample-keeper.js';
import type { RunDetails } from './run-details.js';

/** The invocations of a run that somebody will want to look at. */
export interface NotableInvocations {
  /** Of those that were served the slowest by response time, the slowest first. */
  slowest: KeptSample[];
  /** The first that failed, of each kind, in the order of their times. */
  failed: KeptSample[];
}

/** As many of the slowest as are named. */
const mostSlow = 20;

/** Reads the kept invocations once. */
export function notableInvocations(details: RunDetails): NotableInvocations {
  const slow: KeptSample[] = [];
  const failed: KeptSample[] = [];
  for (const sample of details.samples()) {
    if (isKeptAsSlow(sample)) slow.push(sample);
    else if (sample.kind !== 'ok') failed.push(sample);
  }
  return { slowest: slow.sort((a, b) => tookUs(b) - tookUs(a)).slice(0, mostSlow), failed };
}

/** From when it should have been sent to its answer. */
export function tookUs({ intendedUs, answeredUs }: KeptSample): number {
  return answeredUs - intendedUs;
}
