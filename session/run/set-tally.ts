import { RepriseError } from '../../core/base/errors.js';
import type { PayloadSource } from '../../core/drive/payload-source.js';
import { formatCount } from '../../core/quantity/format.js';
import { findsPlace } from '../../core/transform/edit-json.js';
import { addSetCounts, type SetCounts } from '../../core/transform/set-counts.js';
import type { Workload } from '../../scenarios/language/scenario.js';

/** Counts over all lanes what each `set` of a scenario found. */
export class SetTally {
  readonly #workloads: readonly Workload[];
  readonly #counts: (SetCounts | undefined)[] = [];

  constructor(workloads: readonly Workload[]) {
    this.#workloads = workloads;
  }

  /** Takes what a lane found, for each workload. */
  readonly add = (sets: readonly (SetCounts | undefined)[]): void => {
    for (const [i, found] of sets.entries()) {
      const before = this.#counts[i];
      this.#counts[i] = before && found ? addSetCounts(before, found) : (before ?? found);
    }
  };

  /** A sentence for each `set` that found its place in no payload, though there were some. */
  notes(): string[] {
    return this.#workloads.flatMap(({ payloads }, i) => {
      const { payloads: total = 0, matched = [] } = this.#counts[i] ?? {};
      const idle = (payloads.transform?.set ?? []).filter((_, set) => matched[set] === 0);
      if (total === 0) return [];
      const of = `0 of ${formatCount(total)} payloads`;
      return idle.map(({ text }) => `set ${JSON.stringify(text)} matched ${of}: check its path.`);
    });
  }
}

/**
 * Throws `RepriseError` for a `set` that finds its place in no payload, where all are known before the
 * run: files and inline payloads. Of a recording it is told at the end (`SetTally`).
 */
export function refuseIdleSets(
  workloads: readonly Workload[],
  sources: readonly PayloadSource[],
): void {
  for (const [i, { payloads }] of workloads.entries()) {
    const source = sources[i];
    if (payloads.kind === 'recording' || !source) continue;
    for (const set of payloads.transform?.set ?? []) {
      if (positions(source).some((at) => findsPlace(source.get(at).bytes, set))) continue;
      const none =
        source.count === 1 ? 'the payload has no' : `none of ${source.count} payloads has a`;
      throw new RepriseError(
        `set ${JSON.stringify(set.text)} can match nothing: ${none} place for it`,
        {
          hint: 'Check the path against a payload; docs/paths.md has examples.',
        },
      );
    }
  }
}

function positions({ count }: PayloadSource): number[] {
  return Array.from({ length: count }, (_, position) => position);
}
