import { defined } from '../../base/defined.js';
import { RepriseError } from '../../base/errors.js';
import type { EventBook } from '../../measure/event-book.js';
import type { RunBooks } from '../../measure/run-books.js';
import { judgeWhole } from '../evaluate.js';
import { type Condition, type MetricCondition, parseExpectation } from '../expectation.js';
import { samplesNeeded } from '../expectations/sample-size.js';
import type { Verdict } from '../verdict.js';

/** What must hold at a level for it to count as sustained. */
export type Objective = readonly MetricCondition[];

/** The stage of a step that is judged; the one before it warms up. */
export const measuredStage = 'measured';

/** Where neither `--slo` nor the scenario says what must hold. */
export const defaultObjective = 'throttled == 0, errors < 1%';

/**
 * Reads an objective: expectations with commas between them, as `p99 < 300ms, throttled == 0`. Throws
 * `RepriseError` for what is no expectation, and for one of stages, workloads, windows or shares of
 * versions: a step is a run of its own, and is judged as a whole.
 */
export function parseObjective(text: string): Objective {
  return text.split(',').map((part) => readPart(part.trim()));
}

function readPart(text: string): MetricCondition {
  const condition = parseExpectation(text);
  if (canStand(condition)) return condition;
  throw new RepriseError(`objective "${text}": a step is judged as a whole`, {
    hint: 'Leave out stages, workloads, windows and shares of versions: p99 < 300ms, errors < 0.1%.',
  });
}

function canStand(condition: Condition): condition is MetricCondition {
  if (condition.kind !== 'comparison' || condition.windowS !== undefined) return false;
  const { stage, workload, function: name } = condition.scope;
  return stage === undefined && workload === undefined && name === undefined;
}

/** Those of a scenario's expectations that an objective can consist of; undefined for none. */
export function objectiveOf(expectations: readonly { text: string }[]): Objective | undefined {
  const found = expectations.map(({ text }) => parseExpectation(text)).filter(canStand);
  return found.length > 0 ? found : undefined;
}

/**
 * Judges the measured part of a step; with `warm`, only what began warm in it. `events`: what became of
 * the events that should have been sent in it.
 */
export function judgeObjective(
  objective: Objective,
  books: RunBooks,
  { start, events }: { start?: 'warm'; events?: EventBook } = {},
): Verdict[] {
  return objective.map((condition) => {
    if (condition.metric.isOfEvents) return judgeWhole(condition, books, [events]);
    const scope = { ...condition.scope, stage: measuredStage, ...defined({ start }) };
    return judgeWhole({ ...condition, scope }, books);
  });
}

/** The part of an objective that needs most answers to be judged. */
export interface SamplesNeeded {
  metric: string;
  needed: number;
}

/** Undefined where no percentile is asked for. */
export function mostSamples(objective: Objective): SamplesNeeded | undefined {
  const needs = objective.flatMap(({ metric: { name, percentile } }) =>
    percentile === undefined ? [] : [{ metric: name, needed: samplesNeeded(percentile) }],
  );
  return needs.sort((a, b) => b.needed - a.needed)[0];
}

/**
 * Whether it held as far as can be seen: a percentile with too few samples for a verdict counts by
 * its value, or no search could begin at ten a second.
 */
export function isHeld({ verdict, value, operator, limit }: Verdict): boolean {
  if (verdict !== 'inconclusive') return verdict === 'pass';
  if (value === undefined) return false;
  if (operator === '<') return value < limit;
  if (operator === '<=') return value <= limit;
  return operator === '>' ? value > limit : operator === '>=' ? value >= limit : true;
}
