import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import {
  comparisonMetricNames,
  type MetricName,
  type Tolerances,
} from '../../core/judge/compare/comparison.js';
import { parsePercentage } from '../../core/quantity/percentage.js';
import type { CompareArgs } from './args.js';

/** What decides between pairs of events. */
const metricsOfEvents: readonly MetricName[] = [
  ...(['async.endToEnd', 'async.endToEnd.p50', 'async.endToEnd.p90'] as const),
  ...(['async.endToEnd.p99', 'errors', 'async.failures'] as const),
];

const defaults = { maxSlowdown: '10%', maxErrorIncrease: '0.1%', alpha: '0.05' };

/**
 * The same function on two hosts may differ by so much, and nobody is told the host: assumed where it can be
 * neither measured nor known. `docs/comparing.md` says why it is not smaller.
 */
const assumedSpread = '20%';

/** What the tolerances depend on beside the flags. */
export interface ToleranceGround {
  seed: number;
  localSpread?: number | undefined;
  /** Pairs of events: acceptances are no measure of the function, and decide only where they are asked for. */
  isOfEvents?: boolean;
}

/**
 * What the flags hold the new side against. `localSpread` is that of a local Lambda, which is known.
 * Throws `RepriseError` for what cannot be read.
 */
export function readTolerances(
  args: Partial<
    Pick<
      CompareArgs,
      'max-slowdown' | 'max-error-increase' | 'alpha' | 'metric' | 'environment-spread'
    >
  >,
  { seed, localSpread, isOfEvents = false }: ToleranceGround,
): Tolerances {
  const alpha = share('--alpha', args.alpha ?? defaults.alpha);
  if (alpha <= 0 || alpha >= 0.5) {
    throw new RepriseError(`--alpha ${args.alpha}: this is not between 0 and 0.5`, {
      hint: 'Write the accepted chance of a false alarm: 0.05, 1%.',
    });
  }
  return {
    maxSlowdown: share('--max-slowdown', args['max-slowdown'] ?? defaults.maxSlowdown),
    maxErrorIncrease: share(
      '--max-error-increase',
      args['max-error-increase'] ?? defaults.maxErrorIncrease,
    ),
    environmentSpread:
      args['environment-spread'] === undefined && localSpread !== undefined
        ? localSpread
        : share('--environment-spread', args['environment-spread'] ?? assumedSpread),
    ...{ alpha, seed, metrics: metrics(args.metric, isOfEvents) },
  };
}

function share(flag: string, text: string): number {
  try {
    return parsePercentage(text);
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    throw new RepriseError(`${flag}: ${error.message}`, {
      ...defined({ hint: error.hint }),
      cause: error,
    });
  }
}

/** In the order in which they are shown, whatever the order in which they were given. */
function metrics(given: string | undefined, isOfEvents: boolean): MetricName[] {
  if (given === undefined) return [...(isOfEvents ? metricsOfEvents : comparisonMetricNames)];
  const names = [given].flat().flatMap((text) => text.split(/[\s,]+/));
  const unknown = names.find((text) => !comparisonMetricNames.some((name) => name === text));
  if (unknown !== undefined) {
    throw new RepriseError(`--metric: there is no metric "${unknown}"`, {
      hint: `Give some of ${comparisonMetricNames.join(', ')}.`,
    });
  }
  return comparisonMetricNames.filter((name) => names.includes(name));
}
