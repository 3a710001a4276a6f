import { metricsOf, type OtlpMetric, type OtlpRequest, pointsOf } from './otlp-points.fixture.js';

const units: Record<string, string> = { s: 'seconds', By: 'bytes' };

/**
 * The names that Prometheus stores a metric under (OpenTelemetry specification, "Prometheus and
 * OpenMetrics Compatibility"; Prometheus' default, UnderscoreEscapingWithSuffixes): underscores for
 * dots, the unit unless it is in braces or already there, `_total` for what only grows.
 */
function namesOf({ name, unit, sum, histogram }: OtlpMetric): string[] {
  const plain = name.replace(/[^a-zA-Z0-9]+/g, '_');
  const suffix = units[unit];
  const withUnit = suffix && !plain.split('_').includes(suffix) ? `${plain}_${suffix}` : plain;
  if (histogram) return ['_bucket', '_sum', '_count'].map((part) => withUnit + part);
  return [sum?.isMonotonic ? `${withUnit}_total` : withUnit];
}

/** Every name that a request's metrics have in Prometheus. */
export function prometheusNames(requests: readonly OtlpRequest[]): Set<string> {
  return new Set(requests.flatMap(metricsOf).flatMap(namesOf));
}

/** Every label that they have there: of their own, of the resource, and of buckets. */
export function prometheusLabels(requests: readonly OtlpRequest[]): Set<string> {
  const keys = requests.flatMap(pointsOf).flatMap(({ attributes }) => attributes);
  const own = keys.map(({ key }) => key.replace(/[^a-zA-Z0-9]+/g, '_'));
  return new Set([...own, 'job', 'instance', 'le']);
}
