import { parseTimeSpan } from '../../quantity/duration.js';
import type { RateCurve } from '../curve.js';
import { loadKind } from './kind.js';

/** Nothing is sent for so long. */
export interface PauseStage {
  kind: 'pause';
  name: string;
  durationS: number;
  /** There is nothing to count. */
  maxInvocations?: never;
}

const silence: RateCurve = {
  ...{ startHz: 0, endHz: 0, peakHz: 0, climb: { hz: 0, hzPerS: 0 }, isLinear: true },
  expected: () => 0,
  dueUs: () => Number.POSITIVE_INFINITY,
};

/** A silence. */
export const pause = loadKind<PauseStage>()({
  ...{ key: 'pause', title: 'pause' },
  keys: {
    pause: { parse: (text: string) => parseTimeSpan(text), describe: 'Send nothing for so long.' },
  },
  faults: () => [],
  specOf: (written) => ({
    kind: 'pause',
    name: written.name ?? 'pause',
    durationS: written.pause ?? 0,
  }),
  text: () => 'pause',
  demand: () => ({ peakHz: 0, concurrency: 0 }),
  lengthS: ({ durationS }) => durationS,
  count: () => ({ count: 0, peakHz: 0 }),
  curve: () => silence,
  carried: (_spec, firstDue) => firstDue,
  arrivals: () => [],
});
