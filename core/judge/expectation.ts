import { RepriseError } from '../errors.js';
import { closestName } from './closest-name.js';
import { type Limit, parseLimit } from './limit.js';
import {
  distributionNames,
  type Metric,
  metricNames,
  scalarMetric,
  timeMetric,
} from './metrics.js';

/** How an observed value is held against a limit. */
export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A metric held against a limit: `p99 < 300ms`. */
export interface Comparison {
  kind: 'comparison';
  text: string;
  metric: Metric;
  operator: Operator;
  limit: Limit;
}

/** A share of the executed versions, tested exactly: `version 12 is 10% of invocations`. */
export interface VersionShare {
  kind: 'versionShare';
  text: string;
  version: string;
  /** From 0 to 1. */
  share: number;
}

/** An expectation that has been read and can be judged. */
export type Condition = Comparison | VersionShare;

/** An expectation that cannot be read; `column` counts from 1 in the expectation's own text. */
export class ExpectationSyntaxError extends RepriseError {
  readonly column: number;

  constructor(text: string, column: number, problem: string, hint: string) {
    super(`expectation "${text}", column ${column}: ${problem}`, { hint });
    this.column = column;
  }
}

/**
 * Reads one expectation.
 *
 *     expectation  = comparison | share ;
 *     comparison   = metric operator limit ;
 *     metric       = [ distribution "." ] statistic | scalar ;
 *     distribution = "response" | "service" | "lateness" | "duration" | "init" ;
 *     statistic    = "p" number | "p(" number ")" | "mean" | "avg" | "med" | "min" | "max" ;
 *     scalar       = outcome | "errors" | "coldStarts" | "rate" | "cost" ;
 *     outcome      = "ok" | "functionError" | "throttled" | "rejected" | "serviceError"
 *                  | "transportError" | "dropped" | "aborted" ;
 *     operator     = "<" | "<=" | ">" | ">=" | "==" | "===" | "!=" ;
 *     limit        = duration | number | percentage | rate | [ "$" ] number ;
 *     share        = "version" name "is" percentage [ "of" "invocations" ] ;
 *
 * A statistic without a distribution is of the response time. A bare number is milliseconds for a
 * time, a count for an outcome, Hz for `rate` and US dollars for `cost`; a percentage is of planned
 * for an outcome and for `errors`, of the reported invocations for `coldStarts`, of the rate asked
 * for for `rate`. Throws `ExpectationSyntaxError`.
 */
export function parseExpectation(text: string): Condition {
  const scanner = new Scanner(text);
  if (scanner.peekWord() === 'version') return versionShare(scanner);
  const metric = metricOf(scanner);
  const operator = operatorOf(scanner);
  const at = scanner.skipSpace();
  const limit = scanner.take(/[\s\S]*$/) ?? '';
  try {
    return {
      kind: 'comparison',
      text,
      metric,
      operator,
      limit: parseLimit(limit, metric.dimension),
    };
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    throw scanner.errorAt(at, error.message, error.hint ?? '');
  }
}

/** A place in the text that only moves forward. */
class Scanner {
  readonly text: string;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  skipSpace(): number {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at += 1;
    return this.#at;
  }

  /** What `pattern` matches from here, spaces before it skipped; undefined leaves the place. */
  take(pattern: RegExp): string | undefined {
    const from = this.skipSpace();
    const match = new RegExp(`^(?:${pattern.source})`).exec(this.text.slice(from));
    if (!match) return undefined;
    this.#at = from + match[0].length;
    return match[0].trimEnd();
  }

  peekWord(): string | undefined {
    const at = this.#at;
    const word = this.take(/[A-Za-z]+/);
    this.#at = at;
    return word;
  }

  /** What stands at a place, up to the next space, to be named in a message. */
  foundAt(at: number): string {
    const found = /^\S+/.exec(this.text.slice(at))?.[0];
    return found === undefined ? 'the end' : `"${found}"`;
  }

  errorAt(at: number, problem: string, hint: string): ExpectationSyntaxError {
    return new ExpectationSyntaxError(this.text, at + 1, problem, hint);
  }
}

function metricOf(scanner: Scanner): Metric {
  const at = scanner.skipSpace();
  const name = scanner.take(/[A-Za-z]+/);
  if (name === undefined) {
    throw scanner.errorAt(at, `${scanner.foundAt(at)} is not a metric`, exampleHint);
  }
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

function statisticOf(scanner: Scanner, at: number, distribution: string, name: string): Metric {
  const statistic = name === 'p' ? percentileOf(scanner) : name;
  const metric = timeMetric(distribution, statistic);
  if (metric) return metric;
  const closest = closestName(name, metricNames);
  const hint = closest === undefined ? exampleHint : `Did you mean ${closest}?`;
  throw scanner.errorAt(at, `${scanner.foundAt(at)} is not a metric`, hint);
}

function percentileOf(scanner: Scanner): number {
  const at = scanner.skipSpace();
  const found = scanner.take(/\d+(?:\.\d+)?|\(\s*\d+(?:\.\d+)?\s*\)/)?.replace(/[()\s]/g, '');
  const percentile = Number(found ?? Number.NaN);
  if (percentile > 0 && percentile <= 100) return percentile;
  const problem = `${scanner.foundAt(at)} is not a percentile above 0 and at most 100`;
  throw scanner.errorAt(at, problem, 'Write p50, p99, p99.9 or p(99).');
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

function versionShare(scanner: Scanner): VersionShare {
  scanner.take(/version/);
  const version = required(scanner, /\$LATEST|\d+/, 'a version', 'Write a number or $LATEST.');
  required(scanner, /is\b/, '"is"', `Write: version ${version} is 10%`);
  const at = scanner.skipSpace();
  const share = required(
    scanner,
    /\d*\.?\d+\s*%/,
    'a percentage',
    `Write: version ${version} is 10%`,
  );
  const value = Number(share.replace('%', '')) / 100;
  if (value > 1) throw scanner.errorAt(at, `${share} is more than all`, 'Write 100% or less.');
  scanner.take(/of\s+invocations\b/);
  const endAt = scanner.skipSpace();
  if (scanner.take(/\S+/) !== undefined) {
    const problem = `${scanner.foundAt(endAt)} is not expected here`;
    throw scanner.errorAt(endAt, problem, `Write: version ${version} is ${share} of invocations`);
  }
  return { kind: 'versionShare', text: scanner.text, version, share: value };
}

function required(scanner: Scanner, pattern: RegExp, what: string, hint: string): string {
  const at = scanner.skipSpace();
  const found = scanner.take(pattern);
  if (found !== undefined) return found;
  throw scanner.errorAt(at, `${scanner.foundAt(at)} is not ${what}`, hint);
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

const exampleHint = 'Write for example: p99 < 300ms, throttled == 0, functionError < 0.1%.';
