import { defined } from '../../base/defined.js';
import type { Difference, DifferenceKind } from '../../measure/paired-answer.js';
import type { PairedCounts } from '../statistics/proportions.js';

/** One pair in which a field differs, to be looked at. */
export interface FieldExample {
  pair: number;
  /** Position of the payload in its recording or list. */
  payload: number;
  kind: DifferenceKind;
  first?: string;
  second?: string;
}

/** A field in which responses differ: between old and new, or between old and itself. */
export interface FieldCounts {
  path: string;
  /** In how many pairs it differs between old and new. */
  differs: number;
  /** In how many it differs between old and old again. */
  noise: number;
  /** The same pairs as a table: first is old against again, second is old against new. */
  pairs: PairedCounts;
  kinds: Partial<Record<DifferenceKind, number>>;
  examples: FieldExample[];
}

interface Entry {
  differs: number;
  noise: number;
  both: number;
  kinds: Partial<Record<DifferenceKind, number>>;
  examples: FieldExample[];
}

/** Paths kept; responses whose keys are all different would otherwise fill the memory. */
const maxPaths = 1000;
const maxExamples = 5;
/** Where the differences of all further paths are counted. */
const otherPath = '(other fields)';

/** Counts over all pairs in which fields the responses differ. */
export class FieldTally {
  readonly #entries = new Map<string, Entry>();
  #compared = 0;

  /** Pairs whose responses have been compared. */
  get compared(): number {
    return this.#compared;
  }

  /** Enters one pair; `noise` is empty also where old was not sent again. */
  add(
    where: { pair: number; payload: number },
    changed: readonly Difference[],
    noise: readonly Difference[],
  ): void {
    this.#compared += 1;
    const changedEntries = new Set<Entry>();
    for (const difference of changed) {
      const entry = this.#entry(difference.path);
      if (!changedEntries.has(entry)) entry.differs += 1;
      changedEntries.add(entry);
      enterExample(entry, where, difference);
    }
    const noisy = new Set(noise.map(({ path }) => this.#entry(path)));
    for (const entry of noisy) {
      entry.noise += 1;
      if (changedEntries.has(entry)) entry.both += 1;
    }
  }

  /** Every field in which something differs, the most often changed first. */
  fields(): FieldCounts[] {
    const fields = [...this.#entries].map(([path, { differs, noise, both, kinds, examples }]) => ({
      ...{ path, differs, noise, kinds, examples },
      pairs: {
        both,
        onlyFirst: noise - both,
        onlySecond: differs - both,
        neither: this.#compared - differs - noise + both,
      },
    }));
    return fields.sort((a, b) => b.differs - b.noise - (a.differs - a.noise));
  }

  #entry(path: string): Entry {
    const known = this.#entries.get(path);
    if (known) return known;
    if (this.#entries.size >= maxPaths && path !== otherPath) return this.#entry(otherPath);
    const entry: Entry = { differs: 0, noise: 0, both: 0, kinds: {}, examples: [] };
    this.#entries.set(path, entry);
    return entry;
  }
}

function enterExample(
  entry: Entry,
  where: { pair: number; payload: number },
  { kind, first, second }: Difference,
): void {
  entry.kinds[kind] = (entry.kinds[kind] ?? 0) + 1;
  if (entry.examples.length >= maxExamples) return;
  entry.examples.push({
    ...where,
    kind,
    ...defined({ first, second }),
  });
}
