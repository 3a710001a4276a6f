import { z } from 'zod';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { type WitnessName, witnessNames } from '../../core/follow/settings.js';
import type { InvocationType } from '../../core/invoke/client.js';
import { parsePercentage } from '../../core/quantity/percentage.js';
import { positiveDuration, scalar } from './fields.js';
import type { Finding } from './problems.js';

/** How the events of a workload are followed to their end. */
export interface FollowWish {
  /** Who is asked; absent: all that the function's configuration has. */
  from?: WitnessName[];
  /** How long after the last event; absent: as the retry policy needs, at most 15 minutes. */
  untilS?: number;
  /** The share of the events that is followed; absent: all. */
  sample?: number;
  /** Deletes what was read of queues. */
  consume?: boolean;
}

/** `logs,deadLetters`; empty for all that the configuration has. */
function parseWitnesses(text: string): WitnessName[] {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  return names.map((name) => {
    const known = witnessNames.find((each) => each === name);
    if (known !== undefined) return known;
    throw new RepriseError(`"${name}" does not tell what became of an event`, {
      hint: `Write one or more of ${witnessNames.join(', ')}, or nothing for what the function has.`,
    });
  });
}

const from = z.union([
  scalar(parseWitnesses),
  z
    .array(scalar(parseWitnesses))
    .min(1)
    .transform((each) => each.flat()),
]);

/** `follow:` of `invoke:`. */
export const followSchema = z
  .union([
    z.boolean(),
    from,
    z.strictObject({
      from: from
        .optional()
        .describe(
          '`logs`, `destinations`, `deadLetters`, or several of them. Default: all that the configuration of the function has.',
        ),
      until: positiveDuration()
        .optional()
        .describe(
          'How long after the last event was accepted. Default: as long as the retry policy of the function needs, at most 15m.',
        ),
      sample: scalar(parsePercentage)
        .refine((share) => share > 0, { message: 'this follows nothing' })
        .optional()
        .describe('Share of the events that is followed: `10%`. Default: all.'),
      consume: z
        .boolean()
        .optional()
        .describe(
          "Delete the messages of the run's own events from the queues as they are read. Default: they stay.",
        ),
    }),
  ])
  .describe(
    'Follow each `Event` after it was accepted, to its end: `true`, or who tells of it. See docs/following.md.',
  );

/** A workload's `follow`, or undefined where it follows nothing. */
export function resolveFollow(
  written: z.output<typeof followSchema> | undefined,
  invocationType: InvocationType,
  path: readonly PropertyKey[],
  findings: Finding[],
): FollowWish | undefined {
  if (written === undefined || written === false) return undefined;
  if (invocationType !== 'Event') {
    findings.push({
      path,
      message: `the answer of a ${invocationType} invocation is its end`,
      hint: 'Remove follow, or write type: Event.',
    });
    return undefined;
  }
  if (written === true) return {};
  if (Array.isArray(written)) return wishOf({ from: written });
  return wishOf(written);
}

function wishOf({
  from: names,
  until: untilS,
  sample,
  consume,
}: Exclude<z.output<typeof followSchema>, boolean | WitnessName[]>): FollowWish {
  const given = names?.length ? [...new Set(names)] : undefined;
  return defined({ from: given, untilS, sample, consume });
}

/** The run follows its events with one `until`, one `sample` and one `consume`. */
export function disagreements(
  workloads: readonly { name: string; follow?: FollowWish }[],
): Finding[] {
  const followed = workloads.filter(({ follow }) => follow !== undefined);
  const [first] = followed;
  const settings = ({ follow }: (typeof followed)[number]): string =>
    JSON.stringify([follow?.untilS, follow?.sample, follow?.consume]);
  return followed
    .filter((each) => first !== undefined && settings(each) !== settings(first))
    .map(({ name }) => ({
      path: ['workloads', name, 'invoke', 'follow'],
      message: `until, sample or consume is not that of ${first?.name}`,
      hint: 'Write them once, in invoke.follow at the top level: they are of the whole run.',
    }));
}
