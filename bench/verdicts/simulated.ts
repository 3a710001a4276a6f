import { createRandom, type Random } from '../../core/base/random.js';
import type { Comparison, Tolerances } from '../../core/judge/compare/comparison.js';
import { judgePairs } from '../../core/judge/compare/judge-pairs.js';
import { judgeRuns } from '../../core/judge/compare/judge-runs.js';
import { PairTable } from '../../core/judge/compare/pair-table.js';
import { ResponseComparer } from '../../core/judge/compare/response-comparer.js';
import { normalQuantile } from '../../core/judge/statistics/normal.js';
import { LatencyHistogram } from '../../core/measure/histogram.js';

/** A function of which everything is known. */
export interface SimulatedFunction {
  slowdown: number;
  errorShare: number;
  /** Of the responses, how many have the changed total. */
  changedShare: number;
}

/** Half of the variance is the payload's own, which both sides share. */
const payloadSigma = 0.45;
const ownSigma = 0.45;
const medianUs = 40_000;

function serviceUs({ slowdown }: SimulatedFunction, payloadUs: number, random: Random): number {
  return payloadUs * (1 + slowdown) * Math.exp(ownSigma * normalQuantile(random()));
}

/** A response with a field of its payload, one that is never the same, and one that seldom is not. */
function response({ changedShare }: SimulatedFunction, pair: number, random: Random): Buffer {
  const total = random() < changedShare ? pair + 1 : pair;
  return Buffer.from(
    `{"total":${total},"requestId":"${random()}","isCached":${random() < 0.3},"retried":${random() < 0.01}}`,
  );
}

/** Compares old with new on so many pairs, old sent twice, all in virtual time. */
export function comparePaired(
  old: SimulatedFunction,
  now: SimulatedFunction,
  pairs: number,
  tolerances: Tolerances,
): Comparison {
  const random = createRandom(tolerances.seed, 'verdicts');
  const legs = [old, now, old];
  const table = new PairTable(pairs, legs.length);
  const responses = new ResponseComparer(legs.length, []);
  for (let pair = 0; pair < pairs; pair++) {
    const payloadUs = medianUs * Math.exp(payloadSigma * normalQuantile(random()));
    for (const [leg, each] of legs.entries()) {
      const answer = {
        ...{ pair, leg, payload: pair, start: 'warm' as const },
        kind: random() < each.errorShare ? ('functionError' as const) : ('ok' as const),
        serviceUs: serviceUs(each, payloadUs, random),
        response: response(each, pair, random),
      };
      table.enter(answer);
      responses.add(answer);
    }
  }
  return judgePairs({ table, responses }, tolerances);
}

/** Compares two runs of so many invocations each. */
export function compareUnpaired(
  old: SimulatedFunction,
  now: SimulatedFunction,
  invocations: number,
  tolerances: Tolerances,
): Comparison {
  const random = createRandom(tolerances.seed, 'verdicts/runs');
  const side = (each: SimulatedFunction) => {
    const warm = new LatencyHistogram();
    let errors = 0;
    for (let i = 0; i < invocations; i++) {
      const payloadUs = medianUs * Math.exp(payloadSigma * normalQuantile(random()));
      warm.record(serviceUs(each, payloadUs, random));
      if (random() < each.errorShare) errors++;
    }
    const none = { count: 0, of: invocations };
    return {
      warm,
      ttfb: new LatencyHistogram(),
      errors: { count: errors, of: invocations },
      coldStarts: { ...none, initP50Us: null },
      throttled: none,
      notSent: none,
    };
  };
  return judgeRuns(side(old), side(now), tolerances);
}
