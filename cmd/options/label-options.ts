import { defined } from '../../core/base/defined.js';
import { parseTags } from '../record/tags.js';
import { allGiven, type GivenBy, grouped, lastGiven, listOption } from './options.js';

/** What a run is kept under, beside its name. */
export const labelOptions = grouped('Keeping', {
  tag: listOption('Keep the run under KEY=VALUE (repeatable): --tag commit=3f2a1c'),
  note: listOption('Keep a sentence with the run'),
});

/** The labels that were given. Throws `RepriseError` for a tag that is none. */
export function labelsOf({ tag, note }: GivenBy<typeof labelOptions>): {
  tags?: Record<string, string>;
  note?: string;
} {
  return defined({
    tags: parseTags(allGiven(tag)),
    note: note === undefined ? undefined : lastGiven(note),
  });
}
