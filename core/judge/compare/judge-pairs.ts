import { defined } from '../../base/defined.js';
import type {
  ColdStartSummary,
  Comparison,
  ComparisonWarning,
  MetricComparison,
  Tolerances,
} from './comparison.js';
import { environmentEvidence } from './environments.js';
import { errorMetric } from './error-metric.js';
import { judgeMetrics, overallPairsNeeded, overallVerdict } from './judge-metrics.js';
import { latencyMetrics, logRatiosOf } from './latency-metrics.js';
import type { ColdStarts, PairTable } from './pair-table.js';
import type { RawMetric } from './raw-metric.js';
import type { ResponseComparer } from './response-comparer.js';
import { responseMetric } from './response-metric.js';
import type { SeenTimes } from './time-metric.js';
import { askedTimes, type TimeOf } from './time-names.js';

/** Where the control stands in a pair, in place of old again. */
const controlLeg = 2;

/** Above this share of pairs that say nothing, the rest may not be like them. */
const manyExcluded = 0.02;

/** Everything that was seen of the pairs. */
export interface SeenPairs {
  table: PairTable;
  /** Absent where responses were not compared. */
  responses?: ResponseComparer | undefined;
  /** The sending machine could not keep its times, so latencies are its own as much as the function's. */
  isGeneratorLate?: boolean;
  /** Of a fleet: how many of its workers were lost. */
  lostWorkers?: number;
  /** Invocations per second of each leg; absent where nobody knows. */
  legRateHz?: number;
  /** The third leg is a control: old's code in a pool of its own. */
  hasControl?: boolean;
}

/**
 * Judges what was seen of the pairs. Where the generator was late no metric of time passes: what both
 * sides waited for alike hides what is different between them.
 */
export function judgePairs(
  { table, responses, isGeneratorLate = false, lostWorkers = 0, legRateHz, hasControl }: SeenPairs,
  tolerances: Tolerances,
): Comparison {
  const { metrics: asked } = tolerances;
  const isNoiseKnown = table.legs > 2;
  const environments = environmentEvidence(table.warmLatencies(), legRateHz, tolerances);
  const names = askedTimes(tolerances, { hasStreams: table.hasStreams, hasEvents: false });
  const raw: RawMetric[] = (['service', 'ttfb'] as const)
    .flatMap((of) => {
      const asked = names.filter((name) => name.of === of);
      const seen = asked.length === 0 ? undefined : seenTimes(table, of, hasControl);
      return seen ? latencyMetrics(asked, { ...seen, environments }, tolerances) : [];
    })
    .map((metric) => ({ ...metric, cannotPass: isGeneratorLate }));
  if (asked.includes('errors')) raw.push(errorMetric(table.errors(), tolerances));
  const compared = asked.includes('responses') ? responses : undefined;
  const { metrics: judged, fields } = judgeMetrics(
    raw,
    compared && responseMetric(compared.tally, isNoiseKnown, tolerances),
    tolerances,
  );
  const metrics = lostWorkers === 0 ? judged : judged.map(withoutPass);
  const pairs = table.ended;
  const needed = overallPairsNeeded(metrics, pairs);
  return {
    verdict: overallVerdict(metrics),
    design: 'paired',
    pairs,
    excluded: table.excluded(),
    ...{ tolerances, metrics, isNoiseKnown, isGeneratorLate },
    ...(raw.some(({ unit }) => unit === 'relative') && { environments: environments.summary }),
    errorPairs: table.errors(),
    ...(fields && { fields }),
    coldStarts: {
      old: coldStartSummary(table.coldStarts[0]),
      new: coldStartSummary(table.coldStarts[1]),
    },
    warnings: [
      ...(raw.some(({ cannotPass }) => cannotPass) ? [{ kind: 'generatorLate' as const }] : []),
      ...(lostWorkers > 0 ? [{ kind: 'lostWorkers' as const, workers: lostWorkers }] : []),
      ...warningsOf(table, compared),
    ],
    ...defined({ pairsNeeded: needed }),
  };
}

/** Where a worker was lost nothing has been shown, though more pairs would show it. */
function withoutPass(metric: MetricComparison): MetricComparison {
  if (metric.verdict !== 'pass') return metric;
  return { ...metric, verdict: 'inconclusive', limit: 'lostWorker' };
}

/** One time of the pairs: of all that is compared, and of old's control. */
function seenTimes(
  table: PairTable,
  of: TimeOf,
  hasControl = false,
): Omit<SeenTimes, 'environments'> {
  const latencies = table.warmLatencies(1, of);
  const seen = hasControl ? table.warmLatencies(controlLeg, of) : undefined;
  const control = seen && seen.first.length > 0 ? seen : undefined;
  return { latencies, logRatios: logRatiosOf(latencies), ...defined({ control }) };
}

function coldStartSummary(cold: ColdStarts | undefined): ColdStartSummary {
  const { count = 0, reports = 0, init } = cold ?? {};
  return {
    count,
    of: reports,
    initP50Us: init && init.count > 0 ? init.percentileUs(50) : null,
  };
}

function warningsOf(
  table: PairTable,
  responses: ResponseComparer | undefined,
): ComparisonWarning[] {
  const { ended, pairs: planned } = table;
  const { throttled, notSent } = table.excluded();
  const warnings: ComparisonWarning[] = [];
  if (ended < planned) warnings.push({ kind: 'fewPairs', ended, planned });
  if (throttled > manyExcluded * ended) {
    warnings.push({ kind: 'throttled', pairs: throttled, ended });
  }
  if (notSent > manyExcluded * ended) warnings.push({ kind: 'notSent', pairs: notSent, ended });
  if (table.coldStarts.some(({ reports }) => reports === 0) && ended > 0) {
    warnings.push({ kind: 'noLogTail' });
  }
  if (responses && responses.lost > 0) {
    warnings.push({ kind: 'lostResponses', pairs: responses.lost });
  }
  return warnings;
}
