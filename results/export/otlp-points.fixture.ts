/** A data point of OTLP's JSON encoding, as far as tests read it. */
export interface OtlpPoint {
  attributes: { key: string; value: { stringValue: string } }[];
  startTimeUnixNano?: string;
  timeUnixNano: string;
  asInt?: string;
  count?: string;
}

/** A metric with its points. */
export interface OtlpMetric {
  name: string;
  unit: string;
  sum?: { dataPoints: OtlpPoint[]; isMonotonic: boolean };
  gauge?: { dataPoints: OtlpPoint[] };
  histogram?: { dataPoints: OtlpPoint[] };
}

/** An `ExportMetricsServiceRequest`, as far as tests read it. */
export interface OtlpRequest {
  resourceMetrics: { resource: object; scopeMetrics: { metrics: OtlpMetric[] }[] }[];
}

/** All metrics of a request. */
export function metricsOf(request: OtlpRequest): OtlpMetric[] {
  return request.resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) => metrics),
  );
}

/** All points of a request. */
export function pointsOf(request: OtlpRequest): OtlpPoint[] {
  return metricsOf(request).flatMap(pointsIn);
}

function pointsIn({ sum, gauge, histogram }: OtlpMetric): OtlpPoint[] {
  return (sum ?? gauge ?? histogram)?.dataPoints ?? [];
}

/** The value of a metric's point with these attributes; throws where there is none, or more than one. */
export function readValue(
  request: OtlpRequest | undefined,
  name: string,
  attributes: Record<string, string> = {},
): number {
  const metric = request && metricsOf(request).find((each) => each.name === name);
  const points = (metric ? pointsIn(metric) : []).filter((point) =>
    Object.entries(attributes).every(([key, value]) =>
      point.attributes.some((each) => each.key === key && each.value.stringValue === value),
    ),
  );
  if (points.length !== 1) throw new Error(`${points.length} points of ${name}`);
  return Number(points[0]?.asInt);
}
