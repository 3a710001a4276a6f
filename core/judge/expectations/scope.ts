import { closestName } from '../../base/closest-name.js';
import { defined } from '../../base/defined.js';
import { parseFunctionReference } from '../../invoke/function-name.js';
import type { PlannedWorkload, Selection, StageRef } from '../../measure/run-books.js';
import type { Scanner } from './scanner.js';

/** What an expectation is about; absent members do not narrow it. */
export interface ExpectationScope {
  stage?: string;
  workload?: string;
  function?: string;
  version?: string;
  start?: 'cold' | 'warm';
}

/** What a scenario calls its parts, so that a scope that names none of them is found before the run. */
export interface KnownNames {
  stage: readonly string[];
  workload: readonly string[];
  function: readonly string[];
}

type Named = 'stage' | 'workload' | 'function' | 'version';

const kinds = ['stage', 'workload', 'function', 'version', 'cold', 'warm'] as const;
const hint = 'Write for example: p99 of stage("peak") warm < 300ms.';

/** Whether a scope, and so not a metric, stands here: the words are in the wrong order. */
export function scopeStandsHere(scanner: Scanner): boolean {
  return scanner.peek(/(?:stage|workload|function|version)\s*\(|(?:cold|warm)\b/) !== undefined;
}

/**
 * Reads what may stand after a metric: `of stage("peak") warm`. `{}` where there is no `of`. Names of
 * stages, workloads and functions must be among `known`, where that is given. Throws
 * `ExpectationSyntaxError`.
 */
export function parseScope(scanner: Scanner, known?: KnownNames): ExpectationScope {
  if (scanner.take(/of\b/) === undefined) return {};
  const scope: ExpectationScope = {};
  do {
    parsePart(scanner, scope, known);
  } while (scanner.peek(/[A-Za-z]+/) !== undefined && scanner.peek(/over\b/) === undefined);
  return scope;
}

function parsePart(scanner: Scanner, scope: ExpectationScope, known?: KnownNames): void {
  const at = scanner.skipSpace();
  const word = scanner.take(/[A-Za-z]+/) ?? '';
  const kind = kinds.find((name) => name === word);
  if (kind === undefined) {
    const near = closestName(word, kinds);
    const problem = `${scanner.foundAt(at)} is not a part of a run`;
    throw scanner.errorAt(at, problem, near === undefined ? hint : `Did you mean ${near}?`);
  }
  const key = kind === 'cold' || kind === 'warm' ? 'start' : kind;
  if (scope[key] !== undefined) {
    throw scanner.errorAt(at, `the ${key} is named twice`, 'Keep one: all parts must apply.');
  }
  if (kind === 'cold' || kind === 'warm') scope.start = kind;
  else scope[kind] = parseName(scanner, kind, known);
}

/** `("peak")`, `('peak')` or `(peak)`. */
function parseName(scanner: Scanner, kind: Named, known?: KnownNames): string {
  const example = kind === 'version' ? 'version(12)' : `${kind}("name")`;
  scanner.require(/\(/, `"(" and the ${kind}`, `Write ${example}.`);
  const at = scanner.skipSpace();
  const pattern = /"[^"]+"|'[^']+'|[^"'()]+/;
  const written = scanner.require(pattern, `the name of a ${kind}`, `Write ${example}.`);
  const name = written.replace(/^(["'])(.*)\1$/, '$2');
  scanner.require(/\)/, '")"', `Write ${example}.`);
  checkName(scanner, at, kind, name, known);
  return name;
}

function checkName(scanner: Scanner, at: number, kind: Named, name: string, known?: KnownNames) {
  if (kind === 'version') {
    if (/^(?:\$LATEST|\d+)$/.test(name)) return;
    throw scanner.errorAt(at, `"${name}" is not a version`, 'Write a number or $LATEST.');
  }
  const names = known?.[kind];
  if (names === undefined || names.includes(name)) return;
  const near = closestName(name, names);
  const all = `There is ${names.map((each) => `"${each}"`).join(', ')}.`;
  const problem = `the scenario has no ${kind} "${name}"`;
  throw scanner.errorAt(at, problem, near === undefined ? all : `Did you mean "${near}"?`);
}

/** The part of the run that a scope means; its stages are empty where the plan has no such part. */
export function selectionOf(
  { stage, workload, function: functionName, version, start }: ExpectationScope,
  workloads: readonly PlannedWorkload[],
): Selection {
  const stages: StageRef[] = workloads.flatMap((planned, index) => {
    if (workload !== undefined && planned.name !== workload) return [];
    if (functionName !== undefined && !isFunction(planned, functionName)) return [];
    return planned.stages.flatMap(({ name }, at) =>
      stage === undefined || name === stage ? [{ workload: index, stage: at }] : [],
    );
  });
  return {
    stages,
    ...defined({ version, start }),
  };
}

/** By its bare name, or as the scenario writes it. */
function isFunction({ functionName }: PlannedWorkload, name: string): boolean {
  return functionName === name || parseFunctionReference(functionName)?.name === name;
}

/** The names that scopes may use of these workloads. */
export function namesIn(
  workloads: readonly {
    name: string;
    functionName: string;
    stages: readonly { name: string }[];
  }[],
): KnownNames {
  const functions = workloads.flatMap(({ functionName }) => [
    parseFunctionReference(functionName)?.name ?? functionName,
    functionName,
  ]);
  return {
    stage: unique(workloads.flatMap(({ stages }) => stages.map(({ name }) => name))),
    workload: unique(workloads.map(({ name }) => name)),
    function: unique(functions),
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
