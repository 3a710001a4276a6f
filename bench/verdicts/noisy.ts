import { createRandom, type Random } from '../../core/base/random.js';
import type { Comparison, Tolerances } from '../../core/judge/compare/comparison.js';
import { judgePairs } from '../../core/judge/compare/judge-pairs.js';
import { PairTable } from '../../core/judge/compare/pair-table.js';
import { normalQuantile } from '../../core/judge/statistics/normal.js';

/** Two sides of the same code, and what makes their latencies depend on each other. */
export interface NoisySides {
  pairs: number;
  /** How much slower new is. */
  slowdown: number;
  /** Execution environments of each side, each as fast as chance has it. */
  environments: number;
  /** Standard deviation of the logarithm of their speeds. */
  spread: number;
  /** Whether the log names them. */
  isNamed: boolean;
  /** How much of one invocation's noise is still there in the side's next: AR(1). */
  rho: number;
}

const medianUs = 40_000;
/** Of the payload, which both sides share; and of each invocation's own noise. */
const payloadSigma = 0.45;
const ownSigma = 0.15;

/** Compares the sides on so many pairs, in virtual time. */
export function compareNoisy(sides: NoisySides, tolerances: Tolerances): Comparison {
  const { pairs, environments, isNamed } = sides;
  const random = createRandom(tolerances.seed, 'verdicts/noisy');
  const table = new PairTable(pairs, 2);
  const legs = [legOf(sides, 0, random), legOf(sides, sides.slowdown, random)];
  for (let pair = 0; pair < pairs; pair++) {
    const payloadUs = medianUs * Math.exp(payloadSigma * normal(random));
    for (const [leg, serve] of legs.entries()) {
      const { environment, factor } = serve();
      table.enter({
        ...{ pair, leg, payload: pair, kind: 'ok', start: 'warm' },
        serviceUs: payloadUs * factor,
        ...(isNamed && { logStream: `${leg}/${environment}` }),
      });
    }
  }
  // By Little's law as many are busy: the rate is what gives that number.
  const meanS = (medianUs / 1e6) * Math.exp((payloadSigma ** 2 + ownSigma ** 2) / 2);
  return judgePairs({ table, legRateHz: environments / meanS }, tolerances);
}

/** Draws the environments of a leg; each call is the next invocation, served by any of them. */
function legOf({ environments, spread, rho }: NoisySides, slowdown: number, random: Random) {
  const levels = Array.from({ length: environments }, () => spread * normal(random));
  let wander = normal(random);
  return () => {
    const environment = Math.floor(random() * environments);
    wander = rho * wander + Math.sqrt(1 - rho * rho) * normal(random);
    const noise = (levels[environment] as number) + ownSigma * wander;
    return { environment, factor: (1 + slowdown) * Math.exp(noise) };
  };
}

function normal(random: Random): number {
  return normalQuantile(random());
}
