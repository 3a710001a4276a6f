import type { MetricQuestion } from './metric-source.js';
import {
  type ComparedMetric,
  comparedMetrics,
  type MeanAndMost,
  type OwnFigures,
  type ServiceFigures,
} from './reconciliation.js';

/** Looks up what was read by the metric and its statistic. */
type Look = (metric: string, stat: MetricQuestion['stat']) => readonly number[];

/** What is asked about one scope: what Reprise has counted of it too and, of a whole function, what is told beside it. */
export function questionsOf({ scope, counts }: OwnFigures): MetricQuestion[] {
  const sums = comparedMetrics.filter((metric) => counts[metric] !== undefined);
  const ofFunction = scope.qualifier === undefined;
  const asked: [string, MetricQuestion['stat']][] = [
    ...sums.map((metric): [string, 'Sum'] => [metric, 'Sum']),
    ...timeOf('Duration'),
    ...(ofFunction
      ? [
          ...timeOf('AsyncEventAge'),
          ['ConcurrentExecutions', 'Maximum'] as [string, 'Maximum'],
          ['DestinationDeliveryFailures', 'Sum'] as [string, 'Sum'],
        ]
      : []),
  ];
  return asked.map(([metric, stat]) => ({ metric, stat, scope }));
}

/** A mean over minutes needs their sums and their counts. */
function timeOf(metric: string): [string, MetricQuestion['stat']][] {
  return [
    [metric, 'Sum'],
    [metric, 'SampleCount'],
    [metric, 'Maximum'],
  ];
}

/** What the answers to `questionsOf` come to, in their order. */
export function figuresIn(
  questions: readonly MetricQuestion[],
  values: readonly (readonly number[])[],
): ServiceFigures {
  const look: Look = (metric, stat) =>
    values[questions.findIndex((each) => each.metric === metric && each.stat === stat)] ?? [];
  const isAsked = (name: ComparedMetric): boolean =>
    questions.some(({ metric }) => metric === name);
  const asked = comparedMetrics.filter(isAsked);
  return {
    counts: Object.fromEntries(asked.map((metric) => [metric, sumOf(look(metric, 'Sum'))])),
    durationMs: meanAndMost(look, 'Duration'),
    ageMs: meanAndMost(look, 'AsyncEventAge'),
    concurrency: mostOf(look('ConcurrentExecutions', 'Maximum')),
    deliveryFailures: sumOf(look('DestinationDeliveryFailures', 'Sum')),
  };
}

function meanAndMost(look: Look, metric: string): MeanAndMost | null {
  const sum = sumOf(look(metric, 'Sum'));
  const count = sumOf(look(metric, 'SampleCount'));
  const most = mostOf(look(metric, 'Maximum'));
  return sum === null || count === null || count === 0 || most === null
    ? null
    : { mean: sum / count, most };
}

function sumOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
}

function mostOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}
