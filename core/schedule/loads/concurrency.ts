import { defined } from '../../base/defined.js';
import { parseCountBetween } from '../../quantity/count.js';
import { shardShare } from '../shard.js';
import { type LoadFault, loadKind, type StageSurroundings } from './kind.js';
import { forKey, invocationsKey, neverEnds } from './stage-key.js';

/** Closed loop: `concurrency` invocations at all times, each followed at once by the next. */
export interface ConcurrencyStage {
  kind: 'concurrency';
  name: string;
  concurrency: number;
  /** At least one of `durationS` and `maxInvocations` is set. */
  durationS?: number;
  maxInvocations?: number;
}

/** Above any generator there is, so above it a typing error is likelier than a wish. */
const maxConcurrency = 100_000;

const keys = {
  concurrency: {
    parse: parseCountBetween(1, maxConcurrency),
    describe: 'Closed loop: so many invocations at all times, each followed at once by the next.',
    flag: { describe: 'Closed loop: keep this many invocations in flight' },
  },
  for: forKey,
  invocations: invocationsKey,
} as const;

function misfits(
  { concurrency: wanted, durationS }: ConcurrencyStage,
  { maxInFlight, isLast }: StageSurroundings,
): LoadFault[] {
  const faults: LoadFault[] = [];
  if (wanted > maxInFlight) {
    faults.push({
      key: 'concurrency',
      message: `a concurrency of ${wanted} is above maxInFlight, ${maxInFlight}`,
      hint: `Write \`limits: { maxInFlight: ${wanted} }\`, or less concurrency.`,
    });
  }
  // The next stage starts at a planned time, and this one would end when the function lets it.
  if (durationS === undefined && !isLast) {
    faults.push({
      key: 'invocations',
      message: 'a closed loop that ends by its count must be the last stage',
      hint: 'Give it `for`, or move it to the end.',
    });
  }
  return faults;
}

/** A closed loop, of which each lane keeps its share of the callers. */
export const concurrency = loadKind<ConcurrencyStage>()({
  ...{ key: 'concurrency', title: 'concurrency', keys, misfits },
  faults: (written) => ((written.for ?? written.invocations) === undefined ? [neverEnds] : []),
  specOf: ({ name, concurrency: wanted = 1, ...ends }) => ({
    kind: 'concurrency',
    name: name ?? `concurrency ${wanted}`,
    concurrency: wanted,
    ...defined({ durationS: ends.for, maxInvocations: ends.invocations }),
  }),
  text: (spec) => `concurrency ${spec.concurrency}`,
  demand: (spec) => ({ peakHz: 0, concurrency: spec.concurrency }),
  lengthS: ({ durationS }) => durationS ?? Number.POSITIVE_INFINITY,
  count: (spec) => ({ peakHz: 0, concurrency: spec.concurrency }),
  share: ({ concurrency: all, maxInvocations, ...spec }, shard) => ({
    ...spec,
    concurrency: shardShare(all, shard),
    ...(maxInvocations !== undefined && { maxInvocations: shardShare(maxInvocations, shard) }),
  }),
});
