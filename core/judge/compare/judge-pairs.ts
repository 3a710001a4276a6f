import { defined } from '../../base/defined.js';
import type {
  ColdStartSummary,
  Comparison,
  ComparisonWarning,
  MetricComparison,
  MetricName,
  Tolerances,
  VerdictLimit,
} from './comparison.js';
import { type EnvironmentEvidence, environmentEvidence } from './environments.js';
import { errorMetric } from './error-metric.js';
import { judgeMetrics, overallPairsNeeded, overallVerdict } from './judge-metrics.js';
import { latencyMetrics, logRatiosOf } from './latency-metrics.js';
import {
  environmentsOfEvents,
  notFollowed,
  type PairEvents,
  undecidedPairs,
} from './pair-events.js';
import type { ColdStarts, PairTable, PairTime } from './pair-table.js';
import type { RawMetric } from './raw-metric.js';
import type { ResponseComparer } from './response-comparer.js';
import { responseMetric } from './response-metric.js';
import type { SeenTimes } from './time-metric.js';
import { askedTimes, asksEventFailures, type TimeOf } from './time-names.js';

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
  /** Where the pairs are of events, and these were followed. */
  events?: PairEvents;
}

/**
 * Judges what was seen of the pairs. Where the generator was late no metric of time passes: what both
 * sides waited for alike hides what is different between them.
 */
export function judgePairs(seen: SeenPairs, tolerances: Tolerances): Comparison {
  const { table, responses, isGeneratorLate = false, lostWorkers = 0, events } = seen;
  const { metrics: asked } = tolerances;
  const isNoiseKnown = table.legs > 2;
  const environments = events
    ? environmentsOfEvents(events, seen.legRateHz, tolerances)
    : environmentEvidence(table.warmLatencies(), seen.legRateHz, tolerances);
  const raw = [...timeMetrics(seen, environments, tolerances), ...errorMetrics(seen, tolerances)];
  const compared = asked.includes('responses') ? responses : undefined;
  const { metrics: judged, fields } = judgeMetrics(
    raw,
    compared && responseMetric(compared.tally, isNoiseKnown, tolerances),
    tolerances,
  );
  const undecided = undecidedPairs(events);
  const metrics = judged
    .map((metric) => (lostWorkers > 0 ? withoutPass(metric, 'lostWorker') : metric))
    .map((metric) =>
      undecided > 0 && isOfEvents(metric.name) ? withoutPass(metric, 'undecidedEvents') : metric,
    );
  const pairs = table.ended;
  const needed = overallPairsNeeded(metrics, pairs);
  return {
    verdict: overallVerdict(metrics),
    design: 'paired',
    pairs,
    excluded: table.excluded(),
    ...{ tolerances, metrics, isNoiseKnown, isGeneratorLate },
    ...(raw.some(({ unit }) => unit === 'relative') && { environments: environments.summary }),
    errorPairs: (events?.table ?? table).errors(),
    ...(fields && { fields }),
    coldStarts: {
      old: coldStartSummary((events?.table ?? table).coldStarts[0]),
      new: coldStartSummary((events?.table ?? table).coldStarts[1]),
    },
    warnings: [
      ...(raw.some(({ cannotPass }) => cannotPass) ? [{ kind: 'generatorLate' as const }] : []),
      ...(lostWorkers > 0 ? [{ kind: 'lostWorkers' as const, workers: lostWorkers }] : []),
      ...(undecided > 0
        ? [{ kind: 'undecidedEvents' as const, pairs: undecided, ended: pairs }]
        : []),
      ...warningsOf(table, compared, events),
    ],
    ...defined({ pairsNeeded: needed }),
  };
}

function timeMetrics(
  { table, events, hasControl, isGeneratorLate: cannotPass = false }: SeenPairs,
  environments: EnvironmentEvidence,
  tolerances: Tolerances,
): RawMetric[] {
  const kinds = { hasStreams: table.hasStreams, hasEvents: events !== undefined };
  const names = askedTimes(tolerances, kinds);
  const metrics = ([...Object.keys(columns)] as TimeOf[]).flatMap((of) => {
    const asked = names.filter((name) => name.of === of);
    if (asked.length === 0) return [];
    const from = of === 'service' || of === 'ttfb' ? table : events?.table;
    if (!from) return asked.map(({ name }) => notFollowed(name, tolerances));
    const seen = { ...seenTimes(from, columns[of], hasControl), environments };
    return latencyMetrics(asked, seen, tolerances);
  });
  return metrics.map((metric) => ({ ...metric, cannotPass }));
}

/** In which column of its table each time is. */
const columns: Record<TimeOf, PairTime> = {
  ...{ service: 'service', ttfb: 'ttfb', endToEnd: 'service', queue: 'ttfb' },
};

function errorMetrics({ table, events }: SeenPairs, tolerances: Tolerances): RawMetric[] {
  const raw: RawMetric[] = [];
  if (tolerances.metrics.includes('errors')) raw.push(errorMetric(table.errors(), tolerances));
  const kinds = { hasStreams: table.hasStreams, hasEvents: events !== undefined };
  if (!asksEventFailures(tolerances, kinds)) return raw;
  const none = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  const failures = errorMetric(events?.table.errors() ?? none, tolerances, 'async.failures');
  raw.push(events ? failures : { ...failures, openFor: 'notFollowed' });
  return raw;
}

function isOfEvents(name: MetricName): boolean {
  return name.startsWith('async.');
}

/** Where a part is missing nothing has been shown to be no worse, though the rest would show it. */
function withoutPass(metric: MetricComparison, limit: VerdictLimit): MetricComparison {
  if (metric.verdict !== 'pass') return metric;
  return { ...metric, verdict: 'inconclusive', limit };
}

/** One time of the pairs: of all that is compared, and of old's control. */
function seenTimes(
  table: PairTable,
  of: PairTime,
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
  events: PairEvents | undefined,
): ComparisonWarning[] {
  const { ended, pairs: planned } = table;
  const { throttled, notSent } = table.excluded();
  const warnings: ComparisonWarning[] = [];
  if (ended < planned) warnings.push({ kind: 'fewPairs', ended, planned });
  if (throttled > manyExcluded * ended) {
    warnings.push({ kind: 'throttled', pairs: throttled, ended });
  }
  if (notSent > manyExcluded * ended) warnings.push({ kind: 'notSent', pairs: notSent, ended });
  if (!events && table.coldStarts.some(({ reports }) => reports === 0) && ended > 0) {
    warnings.push({ kind: 'noLogTail' });
  }
  if (responses && responses.lost > 0) {
    warnings.push({ kind: 'lostResponses', pairs: responses.lost });
  }
  return warnings;
}
