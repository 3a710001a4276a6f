import { RepriseError } from '../base/errors.js';
import type { PayloadSource } from '../drive/payload-source.js';
import { type CallNames, nameCalls } from '../transform/call-names.js';
import { noSetCounts, type SetCounts } from '../transform/set-counts.js';
import { traceCalls } from '../transform/trace-calls.js';
import { type Change, type OpenTransform, openTransform } from '../transform/transform.js';
import type { OpenPayloads } from './payloads.js';
import type { PayloadsSpec } from './payloads-spec.js';

/** The payloads of a run with what is to be changed in them. */
export interface ChangingPayloads {
  /** One for each workload; the same objects where nothing is to be changed. */
  sources: PayloadSource[];
  /** To be called before anything is read: the run starts at this time since the Unix epoch. */
  start(wallUs: number): void;
  /** For each workload what was found in its payloads so far; absent where nothing is set. */
  counts: readonly (SetCounts | undefined)[];
}

/**
 * Opens the transforms of all workloads in this thread. Throws `RepriseError` when a module cannot be
 * loaded, or time stamps are to follow a recording that has no times.
 */
export async function openChanges(
  specs: readonly PayloadsSpec[],
  payloads: OpenPayloads,
  seed: number,
): Promise<ChangingPayloads> {
  const changing = await Promise.all(
    payloads.sources.map(async (source, workload) => {
      const { transform, names, trace } = specs[workload] ?? {};
      const recordedUs = payloads.readers.get(workload)?.startUs;
      if (!transform && !names && trace === undefined)
        return { source, start: () => {}, counts: undefined };
      if (transform?.shift && transform.shift.byS === undefined && recordedUs === undefined) {
        throw new RepriseError('Time stamps cannot follow a recording without capture times.', {
          hint: 'Say by how much they are to move: shiftTime: +7d.',
        });
      }
      const counts = transform && noSetCounts(transform);
      const named = openNaming(names, transform && (await openTransform(transform, counts)));
      const open = trace === undefined ? named : tracing(trace, named);
      return { ...changingSource(source, workload, open, { recordedUs, seed }), counts };
    }),
  );
  return {
    sources: changing.map(({ source }) => source),
    counts: changing.map(({ counts }) => counts),
    start: (wallUs) => {
      for (const each of changing) each.start(wallUs);
    },
  };
}

/** Names are taken from what is sent: after it was changed. */
function openNaming(
  names: CallNames | undefined,
  transform: OpenTransform | undefined,
): OpenTransform {
  const name = names && nameCalls(names);
  return (times) => {
    const change = transform?.(times);
    return (payload, context) => {
      const changed = change?.(payload, context) ?? payload;
      return name?.(changed, context) ?? changed;
    };
  };
}

function tracing(share: number, open: OpenTransform): OpenTransform {
  const trace = traceCalls(share);
  return (times) => {
    const change = open(times);
    return (payload, context) => trace(change(payload, context), context);
  };
}

function changingSource(
  source: PayloadSource,
  workload: number,
  open: OpenTransform,
  { recordedUs, seed }: { recordedUs: number | undefined; seed: number },
): { source: PayloadSource; start(wallUs: number): void } {
  let change: Change | undefined;
  let startUs = 0;
  return {
    source: {
      count: source.count,
      get: (position) => source.get(position),
      change: (payload, { index, stage, intendedUs, payload: position }) =>
        change?.(payload, {
          seq: index,
          seed,
          record: source.recordAt?.(position) ?? position,
          arrival: `${workload}/${stage}/${index}`,
          nowUs: startUs + intendedUs,
        }) ?? payload,
    },
    start(wallUs) {
      startUs = wallUs;
      change = open({ recordedUs, startUs });
    },
  };
}
