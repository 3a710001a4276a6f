import { createRandom, type Random } from '../../base/random.js';
import type { PairedAnswer } from '../../measure/paired-answer.js';
import { normalQuantile } from '../statistics/normal.js';
import type { Tolerances } from './comparison.js';
import { PairTable } from './pair-table.js';
import { ResponseComparer } from './response-comparer.js';

/** An answer that succeeded, warm, in 40 ms; with changes. */
export function answer(changes: Partial<PairedAnswer> = {}): PairedAnswer {
  return { pair: 0, leg: 0, payload: 0, kind: 'ok', start: 'warm', serviceUs: 40_000, ...changes };
}

/** How a function of a simulation behaves, on average or always. */
export interface Behaviour {
  slowdown?: number;
  errorShare?: number;
  /** Where it streams: how much slower its first byte is, which comes after 10 ms on average. */
  ttfbSlowdown?: number;
  /** The response to a pair's payload. */
  respond?: (pair: number, random: Random) => string;
}

/** What both sides of a simulated comparison did: as a table and as compared responses. */
export interface Observed {
  table: PairTable;
  responses: ResponseComparer;
}

/** Equally fast, and each named by its log. */
const environmentsOfLeg = 20;

/** Answers of so many pairs: log-normal latencies around the payload's own, errors, responses. */
export function observe(
  pairs: number,
  seed: number,
  [old, now, again]: readonly [old: Behaviour, now: Behaviour, again?: Behaviour],
): Observed {
  const behaviours = again ? [old, now, again] : [old, now];
  const table = new PairTable(pairs, behaviours.length);
  const responses = new ResponseComparer(behaviours.length, []);
  const random = createRandom(seed, 'observe');
  const environment = createRandom(seed, 'observe/environments');
  for (let pair = 0; pair < pairs; pair++) {
    const payloadUs = 40_000 * Math.exp(0.4 * normalQuantile(random()));
    for (const [leg, behaviour] of behaviours.entries()) {
      const { slowdown = 0, errorShare = 0, ttfbSlowdown, respond = () => '{}' } = behaviour;
      const noise = Math.exp(0.3 * normalQuantile(random()));
      const each = answer({
        ...{ pair, leg, payload: pair % 10, serviceUs: payloadUs * noise * (1 + slowdown) },
        kind: random() < errorShare ? 'functionError' : 'ok',
        response: Buffer.from(respond(pair, random)),
        ...(ttfbSlowdown !== undefined && {
          ttfbUs: 10_000 * (1 + ttfbSlowdown) * Math.exp(0.2 * normalQuantile(random())),
        }),
        logStream: `${leg}/${Math.floor(environment() * environmentsOfLeg)}`,
      });
      table.enter(each);
      responses.add(each);
    }
  }
  return { table, responses };
}

/** The command's own defaults, with changes. */
export function tolerances(changes: Partial<Tolerances> = {}): Tolerances {
  return {
    maxSlowdown: 0.1,
    maxErrorIncrease: 0.001,
    alpha: 0.05,
    environmentSpread: 0.2,
    metrics: ['latency', 'p50', 'p90', 'p99', 'errors', 'responses'],
    seed: 1,
    ...changes,
  };
}
