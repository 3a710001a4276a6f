import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import {
  defaultObjective,
  type Objective,
  objectiveOf,
  parseObjective,
} from '../../core/judge/capacity/objective.js';
import { parseCount } from '../../core/quantity/count.js';
import { parseDuration } from '../../core/quantity/duration.js';
import { parsePercentage } from '../../core/quantity/percentage.js';
import { parseRate } from '../../core/quantity/rate.js';
import type { Scenario } from '../../scenarios/language/scenario.js';
import type { CapacitySearchOptions } from '../../session/capacity/find-capacity.js';
import type { CapacityArgs } from './args.js';

const defaults = {
  rate: { from: '10/s', max: '1000/s' },
  concurrency: { from: '1', max: '1000' },
  ...{ precision: '5%', headroom: '20%', step: '10s', warmUp: '3s', coolDown: '10s' },
};

/** Doubling, narrowing and measuring again take a dozen steps; contradictions do not go on for ever. */
const maxSteps = 40;

/** What the flags say of a search. Throws `RepriseError` naming the flag that cannot be read. */
export function readSearch(args: CapacityArgs, scenario: Scenario): CapacitySearchOptions {
  const { by } = args;
  const level = (name: 'from' | 'max' | 'at-least', text: string): number =>
    read(name, text, by === 'rate' ? parseRate : parseCount);
  const from = level('from', args.from ?? defaults[by].from);
  const max = level('max', args.max ?? defaults[by].max);
  const atLeast = args['at-least'];
  const precision = read('precision', args.precision ?? defaults.precision, parsePercentage);
  if (from <= 0) throw new RepriseError(`--from ${args.from}: a search starts above nothing`);
  if (max < from) {
    throw new RepriseError(`--max ${args.max ?? defaults[by].max} is below --from`, {
      hint: `Give a --max above ${args.from ?? defaults[by].from}.`,
    });
  }
  if (precision < 0.005 || precision > 0.5) {
    throw new RepriseError(`--precision ${args.precision}: this is not between 0.5% and 50%`);
  }
  return {
    question: {
      by,
      ...(atLeast !== undefined && { atLeast: level('at-least', atLeast) }),
      precision,
      headroom: read('headroom', args.headroom ?? defaults.headroom, parsePercentage),
    },
    objective: readObjective(args.slo, scenario),
    settings: { from, max, precision, isWhole: by === 'concurrency', maxSteps },
    times: readTimes(args),
  };
}

function readObjective(slo: string | undefined, scenario: Scenario): Objective {
  if (slo !== undefined) return parseObjective(slo);
  return objectiveOf(scenario.expectations) ?? parseObjective(defaultObjective);
}

function readTimes(args: CapacityArgs): CapacitySearchOptions['times'] {
  const measureS = read('step', args.step ?? defaults.step, parseDuration);
  if (measureS < 1) {
    throw new RepriseError(`--step ${args.step}: a step is a second at least`, {
      hint: 'The longer the step, the surer the answer: 10s and more.',
    });
  }
  return {
    measureS,
    warmUpS: read('warm-up', args['warm-up'] ?? defaults.warmUp, parseDuration),
    coolDownS: read('cool-down', args['cool-down'] ?? defaults.coolDown, parseDuration),
  };
}

function read<T>(flag: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof RepriseError)) throw error;
    throw new RepriseError(`--${flag}: ${error.message}`, {
      ...defined({ hint: error.hint }),
    });
  }
}
