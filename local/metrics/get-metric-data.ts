import { ServiceFault } from '../aws-json/fault.js';
import { integerOf, type Members, objectOf, objectsOf, textOf } from '../aws-json/members.js';
import {
  type MetricDimensions,
  type MetricName,
  type MetricStore,
  merged,
  metricNames,
  minuteMs,
  type Statistics,
} from './metric-store.js';

/** Amazon CloudWatch API reference, GetMetricData. */
const mostQueries = 500;
const mostDatapoints = 100_800;

const statistics: Readonly<Record<string, (of: Statistics) => number>> = {
  Sum: ({ sum }) => sum,
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ most }) => most,
  Minimum: ({ least }) => least,
};

interface Query {
  id: string;
  label: string;
  /** The value of a period that begins with this minute; undefined where there is none. */
  valueAt(minute: number): number | undefined;
  periodMinutes: number;
}

/** Values of metrics of AWS/Lambda, by period, page by page. Metric math and Metrics Insights are not here. */
export function getMetricData(input: Members, store: MetricStore): object {
  const queries = queriesOf(input, store);
  const [from, to] = minutesOf(input);
  const limit = Math.min(integerOf(input, 'MaxDatapoints') ?? mostDatapoints, mostDatapoints);
  const isAscending = textOf(input, 'ScanBy') === 'TimestampAscending';
  const points = queries.flatMap((query) => {
    const own = pointsOf(query, from, to);
    return isAscending ? own : own.reverse();
  });
  const begin = offsetOf(textOf(input, 'NextToken'));
  const end = begin + limit;
  const page = points.slice(begin, end);
  const isWhole = end >= points.length;
  const results = queries.map(({ id, label }) => {
    const own = page.filter((point) => point.id === id);
    return {
      ...{ Id: id, Label: label, StatusCode: isWhole ? 'Complete' : 'PartialData' },
      Timestamps: own.map(({ minute }) => (minute * minuteMs) / 1000),
      Values: own.map(({ value }) => value),
    };
  });
  return {
    MetricDataResults: results,
    Messages: [],
    ...(!isWhole && { NextToken: String(end) }),
  };
}

function pointsOf({ id, valueAt, periodMinutes }: Query, from: number, to: number) {
  const points: { id: string; minute: number; value: number }[] = [];
  for (let minute = from; minute < to; minute += periodMinutes) {
    const value = valueAt(minute);
    if (value !== undefined) points.push({ id, minute, value });
  }
  return points;
}

function queriesOf(input: Members, store: MetricStore): Query[] {
  const queries = objectsOf(input, 'MetricDataQueries').map((query) => queryOf(query, store));
  if (queries.length === 0 || queries.length > mostQueries) {
    throw invalid(`MetricDataQueries must have 1 to ${mostQueries} members`);
  }
  if (new Set(queries.map(({ id }) => id)).size < queries.length) {
    throw invalid('The values for parameter id in MetricDataQueries are not unique');
  }
  return queries;
}

function queryOf(query: Members, store: MetricStore): Query {
  const id = textOf(query, 'Id') ?? '';
  if (!/^[a-z]\w*$/.test(id)) {
    throw invalid('The value for parameter id in MetricDataQueries must begin with a small letter');
  }
  if (query.MetricStat === undefined) {
    throw invalid('The local CloudWatch takes MetricStat, and no Expression');
  }
  const stat = objectOf(query, 'MetricStat');
  const metric = objectOf(stat, 'Metric');
  const periodS = integerOf(stat, 'Period') ?? 0;
  if (periodS <= 0 || periodS % 60 !== 0) throw invalid('Period must be a multiple of 60');
  const take = statistics[textOf(stat, 'Stat') ?? ''];
  if (take === undefined) {
    throw invalid(`Stat must be one of ${Object.keys(statistics).join(', ')}`);
  }
  const periodMinutes = periodS / 60;
  const name = metricOf(metric);
  const of = dimensionsOf(metric);
  return {
    ...{ id, periodMinutes, label: textOf(metric, 'MetricName') ?? '' },
    valueAt: (minute) => {
      if (name === undefined || of === undefined || !isKept(name, of)) return undefined;
      const values = overPeriod(store, name, of, minute, periodMinutes);
      return values && take(values);
    },
  };
}

function overPeriod(
  store: MetricStore,
  name: MetricName,
  of: MetricDimensions,
  minute: number,
  minutes: number,
): Statistics | undefined {
  let total: Statistics | undefined;
  for (let i = 0; i < minutes; i++) {
    const more = store.statistics(name, of, minute + i);
    if (more !== undefined) total = merged(total, more);
  }
  return total;
}

/** Concurrency is of functions alone; the executed version is told of aliases alone (AWS Lambda guide). */
function isKept(name: MetricName, { resource, version }: MetricDimensions): boolean {
  if (name === 'ConcurrentExecutions') return resource === undefined;
  return version === undefined || !/:(\$LATEST|\d+)$|^[^:]*$/.test(resource ?? '');
}

function metricOf(metric: Members): MetricName | undefined {
  const name = textOf(metric, 'MetricName');
  if (textOf(metric, 'Namespace') !== 'AWS/Lambda') return undefined;
  return metricNames.find((each) => each === name);
}

/** Undefined for a set of dimensions that Lambda has no metrics for: there are no values, and no error. */
function dimensionsOf(metric: Members): MetricDimensions | undefined {
  const given = objectsOf(metric, 'Dimensions').map((each): [string, string] => [
    textOf(each, 'Name') ?? '',
    textOf(each, 'Value') ?? '',
  ]);
  const {
    FunctionName: functionName,
    Resource: resource,
    ExecutedVersion: version,
    ...others
  } = Object.fromEntries(given);
  if (functionName === undefined || Object.keys(others).length > 0) return undefined;
  if (resource === undefined) return version === undefined ? { functionName } : undefined;
  return { functionName, resource, ...(version !== undefined && { version }) };
}

/** Begin and end as minutes since 1970: the begin is rounded down, the end is exclusive. */
function minutesOf(input: Members): [from: number, to: number] {
  const [from, to] = [input.StartTime, input.EndTime].map((each) =>
    typeof each === 'number' ? (each * 1000) / minuteMs : undefined,
  );
  if (from === undefined || to === undefined || from >= to) {
    throw invalid('The parameter StartTime must be less than the parameter EndTime');
  }
  return [Math.floor(from), Math.ceil(to)];
}

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  if (!/^\d+$/.test(token)) throw invalid('The value for parameter NextToken is not one');
  return Number(token);
}

function invalid(message: string): ServiceFault {
  return new ServiceFault('InvalidParameterValueException', `${message}.`, {
    queryCode: 'InvalidParameterValue',
  });
}
