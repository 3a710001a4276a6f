import { closestName } from '../base/closest-name.js';
import { defined } from '../base/defined.js';
import { RepriseError } from '../base/errors.js';
import { decimal } from '../quantity/decimal.js';
import { parseDuration } from '../quantity/duration.js';
import { unreachable } from './expectations/reachable.js';
import { Scanner } from './expectations/scanner.js';
import {
  type ExpectationScope,
  type KnownNames,
  parseScope,
  scopeStandsHere,
} from './expectations/scope.js';
import { throttleReasons } from './expectations/throttle-reasons.js';
import {
  parseVersions,
  type VersionShare,
  type VersionShares,
  type VersionsInAlias,
  versionsStandHere,
} from './expectations/versions.js';
import { type Limit, parseLimit } from './limit.js';
import {
  distributionNames,
  type Metric,
  metricNames,
  scalarMetric,
  throttledFor,
  timeMetric,
} from './metrics.js';

export { ExpectationSyntaxError } from './expectations/scanner.js';
export type { KnownNames } from './expectations/scope.js';
export type { VersionShare, VersionShares, VersionsInAlias } from './expectations/versions.js';

/** How an observed value is held against a limit. */
export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A metric held against a limit: `p99 of stage("peak") < 300ms over 10s`. */
export interface MetricCondition {
  kind: 'comparison';
  text: string;
  metric: Metric;
  scope: ExpectationScope;
  operator: Operator;
  limit: Limit;
  /** Whole seconds: every window of that length must hold. Absent: the run as a whole. */
  windowS?: number;
}

/** An expectation that has been read and can be judged. */
export type Condition = MetricCondition | VersionShare | VersionShares | VersionsInAlias;

/**
 * Reads one expectation.
 *
 *     expectation  = comparison | share | shares | routing ;
 *     comparison   = metric [ scope ] operator limit [ "over" duration ] ;
 *     metric       = [ distribution "." ] statistic | scalar ;
 *     distribution = "response" | "service" | "lateness" | "duration" | "init" | "billed" | "memory"
 *                  | "ttfb" | "firstChunk" | "stream.bytes" | "stream.chunks" | "stream.rate"
 *                  | "async.queue" | "async.endToEnd" | "async.duration" ;
 *     statistic    = "p" number | "p(" number ")" | "mean" | "avg" | "med" | "min" | "max" ;
 *     scalar       = outcome | "throttled" "(" reason ")" | "errors" | "count" | "coldStarts"
 *                  | "rate" | "cost" | "async." ( end | "duplicates" | "attempts.max" ) ;
 *     end          = "completed" | "failed" | "expired" | "discarded" | "pending" | "lost" | "unknown" ;
 *     outcome      = "ok" | "functionError" | "throttled" | "rejected" | "serviceError"
 *                  | "transportError" | "dropped" | "aborted" ;
 *     scope        = "of" part { part } ;
 *     part         = ( "stage" | "workload" | "function" ) "(" name ")" | "version" "(" version ")"
 *                  | "cold" | "warm" ;
 *     operator     = "<" | "<=" | ">" | ">=" | "==" | "===" | "!=" ;
 *     limit        = duration | number | percentage | rate | [ "$" ] number | number ( "MB" | "GB" )
 *                  | number [ "B" | "KB" | "MB" | "GB" ] [ "/s" ] ;
 *     share        = "version" version "is" percentage [ [ "," ] "not" percentage ]
 *                    [ "of" "invocations" | scope ] ;
 *     shares       = "versions" "are" "{" version ":" percentage { "," version ":" percentage } "}"
 *                    [ scope ] ;
 *     routing      = "versions" "in" "alias" [ scope ] ;
 *     version      = number | "$LATEST" ;
 *     name         = '"' text '"' | "'" text "'" | text ;
 *
 * A statistic without a distribution is of the response time. A bare number is milliseconds for a
 * time, MB for memory, a count for an outcome, Hz for `rate` and US dollars for `cost`; a percentage
 * is of arrivals for an outcome, `count` and `errors`, of the reported invocations for `coldStarts`,
 * of the memory size for `memory`, of the rate asked for for `rate`. The names of a scope must be
 * among `known`, where that is given. Throws `ExpectationSyntaxError`.
 */
export function parseExpectation(text: string, known?: KnownNames): Condition {
  const scanner = new Scanner(text);
  if (versionsStandHere(scanner)) return parseVersions(scanner, known);
  const metric = metricOf(scanner);
  const scope = scopeOf(scanner, metric, known);
  const operator = operatorOf(scanner);
  const limit = limitOf(scanner, metric, operator);
  const windowS = windowOf(scanner);
  return {
    ...{ kind: 'comparison', text, metric, scope, operator, limit },
    ...defined({ windowS }),
  };
}

function metricOf(scanner: Scanner): Metric {
  const at = scanner.skipSpace();
  if (scopeStandsHere(scanner)) {
    const hint = 'Write the metric first: p99 of stage("peak") warm < 300ms.';
    throw scanner.errorAt(at, 'this is a part of a run, not a metric', hint);
  }
  const name = scanner.take(
    /stream\.(?:bytes|chunks|rate)\b|async\.(?:attempts\.max|\w+)|[A-Za-z]+/,
  );
  if (name === undefined) {
    throw scanner.errorAt(at, `${scanner.foundAt(at)} is not a metric`, exampleHint);
  }
  if (name === 'throttled' && scanner.peek(/\(/) !== undefined) return throttledOf(scanner);
  const scalar = scalarMetric(name);
  if (scalar) return scalar;
  if (!distributionNames.includes(name)) return statisticOf(scanner, at, 'response', name);
  const dotAt = scanner.skipSpace();
  if (scanner.take(/\./) === undefined) {
    const hint = `Write ${name}.p99, ${name}.mean or ${name}.max.`;
    throw scanner.errorAt(dotAt, `"${name}" has many values: say which`, hint);
  }
  const statisticAt = scanner.skipSpace();
  return statisticOf(scanner, statisticAt, name, scanner.take(/[A-Za-z]+/) ?? '');
}

function throttledOf(scanner: Scanner): Metric {
  scanner.take(/\(/);
  const at = scanner.skipSpace();
  const all = `Write one of ${throttleReasons.join(', ')}.`;
  const reason = scanner.require(/\w+/, 'a reason', all);
  const isKnown = throttleReasons.some((name) => name === reason);
  if (!isKnown) {
    const near = closestName(reason, throttleReasons);
    const hint = near === undefined ? all : `Did you mean ${near}?`;
    throw scanner.errorAt(at, `"${reason}" is not a reason of Lambda's`, hint);
  }
  scanner.require(/\)/, '")"', `Write throttled(${reason}).`);
  return throttledFor(reason);
}

function statisticOf(scanner: Scanner, at: number, distribution: string, name: string): Metric {
  const statistic = name === 'p' ? percentileOf(scanner) : name;
  const metric = timeMetric(distribution, statistic);
  if (metric) return metric;
  const number = name === 'P' ? scanner.peek(percentilePattern) : undefined;
  const closest = number === undefined ? closestName(name, metricNames) : `p${number}`;
  const hint = closest === undefined ? exampleHint : `Did you mean ${closest}?`;
  throw scanner.errorAt(at, `${scanner.foundAt(at)} is not a metric`, hint);
}

function percentileOf(scanner: Scanner): number {
  const at = scanner.skipSpace();
  const found = scanner.take(percentilePattern)?.replace(/[()\s]/g, '');
  const percentile = Number(found ?? Number.NaN);
  if (percentile > 0 && percentile <= 100) return percentile;
  const problem = `${scanner.foundAt(at)} is not a percentile above 0 and at most 100`;
  throw scanner.errorAt(at, problem, 'Write p50, p99, p99.9 or p(99).');
}

function scopeOf(scanner: Scanner, metric: Metric, known?: KnownNames): ExpectationScope {
  const at = scanner.skipSpace();
  if (scopeStandsHere(scanner)) {
    const hint = `Write "of" before it: ${metric.name} of warm < …`;
    throw scanner.errorAt(at, '"of" is missing', hint);
  }
  const scope = parseScope(scanner, known);
  const { version, start, stage } = scope;
  if (metric.isOfEvents && (version ?? start ?? stage) !== undefined) {
    const problem = `${metric.name} is of whole workloads`;
    throw scanner.errorAt(
      at,
      problem,
      'Write: of workload("name"), of function("name"), or nothing.',
    );
  }
  if (!metric.isOfStages || (version === undefined && start === undefined)) return scope;
  const part = version === undefined ? `a ${start} start` : 'an executed version';
  const problem = `${metric.name} knows of no version and no start: it is not of what ran`;
  throw scanner.errorAt(at, problem, `Leave out ${part}, or expect something of what ran.`);
}

function operatorOf(scanner: Scanner): Operator {
  const at = scanner.skipSpace();
  const found = scanner.take(/[<>=!]+/);
  const operator = operators[found ?? ''];
  if (operator) return operator;
  const problem = `${scanner.foundAt(at)} is not a comparison`;
  const hint = found === '=' ? 'Write == for equality.' : 'Write one of < <= > >= == !=.';
  throw scanner.errorAt(at, problem, hint);
}

function limitOf(scanner: Scanner, metric: Metric, operator: Operator): Limit {
  const at = scanner.skipSpace();
  const text = scanner.take(/(?:(?!\bover\b)[\s\S])*/) ?? '';
  try {
    const limit = parseLimit(text, metric.dimension);
    const problem = unreachable(metric.dimension, operator, limit);
    if (problem === undefined) return limit;
    throw new RepriseError(problem, { hint: 'Write a limit that a run can be on either side of.' });
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    throw scanner.errorAt(at, error.message, error.hint ?? '');
  }
}

function windowOf(scanner: Scanner): number | undefined {
  if (scanner.take(/over\b/) === undefined) return undefined;
  const at = scanner.skipSpace();
  const hint = 'Write whole seconds: over 10s.';
  const text = scanner.take(/[\s\S]*/) ?? '';
  try {
    const seconds = parseDuration(text);
    if (Number.isInteger(seconds) && seconds >= 1) return seconds;
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
  }
  throw scanner.errorAt(at, `"${text}" is not a window's length`, hint);
}

const operators: Record<string, Operator> = {
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '==': '==',
  '===': '==',
  '!=': '!=',
};

const percentilePattern = new RegExp(String.raw`${decimal}|\(\s*${decimal}\s*\)`);

const exampleHint = 'Write for example: p99 < 300ms, throttled == 0, functionError < 0.1%.';
