import { defined } from '../../core/base/defined.js';
import type { Observed, VerdictNote } from '../../core/judge/observed.js';
import type { Verdict } from '../../core/judge/verdict.js';
import type { Worded } from '../../core/judge/worded.js';

/** A verdict as any version stored it: earlier ones worded what was observed, and the note. */
export type StoredVerdict = Omit<Verdict, 'observed' | 'note'> & {
  observed: Observed | string;
  note?: VerdictNote | string;
};

/** The verdict that was stored. */
export function readVerdict({ note, ...verdict }: StoredVerdict): Verdict {
  const observed = dataOf(verdict.observed);
  const read = note === undefined ? undefined : dataOf(note);
  return { ...verdict, observed, ...defined({ note: read }) };
}

/** Data, or the sentence that an earlier version stored in its place. */
export function dataOf<T extends object>(stored: T | string): T | Worded {
  return typeof stored === 'string' ? { kind: 'worded', text: stored } : stored;
}
