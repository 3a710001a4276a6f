import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { parseRate, parseRateOrZero } from '../../core/quantity/rate.js';
import { parseSpeed } from '../../core/quantity/speed.js';
import {
  type ArrivalProcess,
  arrivalProcesses,
  type StageSpec,
} from '../../core/schedule/plan-spec.js';
import { count, positiveDuration, scalar } from './fields.js';
import type { Finding } from './problems.js';

/** Above any generator there is, so above it a typing error is likelier than a wish. */
const maxRateHz = 1e6;
const maxConcurrency = 100_000;

/** `20/s` or `20/s -> 400/s`, and how it was written. */
export interface RateText {
  fromHz: number;
  toHz: number;
  text: string;
}

function parseRateText(written: string): RateText {
  const ends = written.split(/->|→/).map((end) => end.trim());
  const [from = '', to] = ends;
  if (ends.length > 2) {
    throw new RepriseError(`"${written}" has more than two ends`, {
      hint: 'Write one stage for each part: 20/s -> 400/s, then 400/s -> 20/s.',
    });
  }
  if (to === undefined) return checkedRate(parseRate(from), parseRate(from), perSecond(from));
  const text = `${perSecond(from)} -> ${perSecond(to)}`;
  const rate = checkedRate(parseRateOrZero(from), parseRateOrZero(to), text);
  if (rate.fromHz > 0 || rate.toHz > 0) return rate;
  throw new RepriseError(`"${written}" sends nothing`, {
    hint: 'Write { pause: 10s } for a silence.',
  });
}

function checkedRate(fromHz: number, toHz: number, text: string): RateText {
  if (Math.max(fromHz, toHz) <= maxRateHz) return { fromHz, toHz, text };
  throw new RepriseError(`${text} is more than any one machine can send`, {
    hint: 'Write a rate up to 1000000/s; one process sends some thousands a second.',
  });
}

function perSecond(rate: string): string {
  return rate.includes('/') ? rate.replace(/\s+/g, '') : `${rate}/s`;
}

const keys = z.strictObject({
  name: z
    .string()
    .min(1)
    .optional()
    .describe('What the report calls this stage; default: its load, such as "20/s".'),
  rate: scalar(parseRateText)
    .optional()
    .describe(
      'Open loop: arrivals per second, `20/s`, `3000/m`, or a ramp `20/s -> 400/s`. Sent on time whether or not earlier ones have answered.',
    ),
  arrivals: z
    .enum(arrivalProcesses)
    .optional()
    .describe(
      'How arrivals are spread: `uniform` (default, evenly) or `poisson` (at random, as independent callers do).',
    ),
  concurrency: count(1, maxConcurrency)
    .optional()
    .describe('Closed loop: so many invocations at all times, each followed at once by the next.'),
  recorded: scalar(parseSpeed)
    .optional()
    .describe("Open loop on the recording's own capture times, at this speed: `1x`, `2x`, `50%`."),
  maxGap: positiveDuration()
    .optional()
    .describe(
      'With `recorded`: longer silences of the recording are shortened to this, before the speed applies.',
    ),
  pause: positiveDuration().optional().describe('Send nothing for so long.'),
  for: positiveDuration().optional().describe('How long the stage lasts: `30s`, `2m`, `1h30m`.'),
  invocations: count(1, 1e12).optional().describe('Stop the stage after so many invocations.'),
});

type StageKeys = z.output<typeof keys>;

/** One stage of a load, as the user writes it, made a `StageSpec` whose name may not yet be unique. */
export const stageSchema = keys.transform((stage, context): StageSpec => {
  const findings = findingsOf(stage);
  for (const { path, message, hint } of findings) {
    context.addIssue({ code: 'custom', path: [...path], message, params: { hint }, input: stage });
  }
  return findings.length > 0 ? z.NEVER : toSpec(stage);
});

const kinds = ['rate', 'concurrency', 'recorded', 'pause'] as const;
const example = '{ rate: 20/s, for: 30s }';

function findingsOf(stage: StageKeys): Finding[] {
  const [kind, ...others] = kinds.filter((key) => stage[key] !== undefined);
  if (kind === undefined) {
    return [
      {
        path: [],
        message: 'this stage does not say what it sends',
        hint: `Write rate, concurrency, recorded or pause: ${example}.`,
      },
    ];
  }
  const clashing = others.map((other) => ({
    path: [other],
    message: `${other} cannot stand beside ${kind}`,
    hint: 'Write two stages; they follow each other.',
  }));
  return [...clashing, ...misplaced(stage, kind), ...endless(stage, kind)];
}

/** Keys that would be ignored beside this kind of load. */
function misplaced(stage: StageKeys, kind: (typeof kinds)[number]): Finding[] {
  const onlyWith = {
    arrivals: ['rate'],
    maxGap: ['recorded'],
    for: ['rate', 'concurrency', 'recorded'],
    invocations: ['rate', 'concurrency', 'recorded'],
  };
  return Object.entries(onlyWith)
    .filter(([key, allowed]) => key in stage && !allowed.includes(kind))
    .map(([key, allowed]) => ({
      path: [key],
      message: `${key} has no meaning beside ${kind}`,
      hint: `Remove it; it goes with ${allowed.join(', ')}.`,
    }));
}

function endless(stage: StageKeys, kind: (typeof kinds)[number]): Finding[] {
  if (stage.for !== undefined || kind === 'recorded' || kind === 'pause') return [];
  if (stage.invocations === undefined) {
    const hint = 'Add `for: 30s` or `invocations: 1000`.';
    return [{ path: [], message: 'this stage never ends', hint }];
  }
  const isRamp = stage.rate !== undefined && stage.rate.fromHz !== stage.rate.toHz;
  if (!isRamp || stage.arrivals !== 'poisson') return [];
  const message = 'how long this ramp is depends on chance';
  return [{ path: ['invocations'], message, hint: 'Add `for: 30s`, or leave out poisson.' }];
}

function toSpec(stage: StageKeys): StageSpec {
  const limits = {
    ...defined({ durationS: stage.for, maxInvocations: stage.invocations }),
  };
  if (stage.rate !== undefined) return rateStage(stage, stage.rate);
  if (stage.concurrency !== undefined) {
    const name = stage.name ?? `concurrency ${stage.concurrency}`;
    return { kind: 'concurrency', name, concurrency: stage.concurrency, ...limits };
  }
  if (stage.recorded !== undefined) {
    const name = stage.name ?? `recorded ${stage.recorded}x`;
    const gap = stage.maxGap === undefined ? {} : { maxGapS: stage.maxGap };
    return { kind: 'recorded', name, speed: stage.recorded, ...gap, ...limits };
  }
  const durationS = stage.pause ?? 0;
  return {
    kind: 'rate',
    name: stage.name ?? 'pause',
    fromHz: 0,
    toHz: 0,
    durationS,
    arrivals: 'uniform',
  };
}

function rateStage(stage: StageKeys, { fromHz, toHz, text }: RateText): StageSpec {
  const arrivals: ArrivalProcess = stage.arrivals ?? 'uniform';
  const name = stage.name ?? (arrivals === 'poisson' ? `${text} poisson` : text);
  const n = stage.invocations;
  const untilCount =
    arrivals === 'poisson' ? Number.POSITIVE_INFINITY : (n ?? 0) / ((fromHz + toHz) / 2);
  const durationS = stage.for ?? untilCount;
  return {
    kind: 'rate',
    name,
    fromHz,
    toHz,
    durationS,
    arrivals,
    ...defined({ maxInvocations: n }),
  };
}
