import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { parseTimeSpan } from '../../core/quantity/duration.js';
import type { RunFilter } from '../../results/store/run-filter.js';
import { allGiven, type GivenBy, grouped, lastGiven, listOption } from '../options/options.js';
import { parseTags } from '../record/tags.js';

/** Which runs are meant. */
export const filterOptions = grouped('Which', {
  name: listOption('Only runs of this name'),
  tag: listOption('Only runs with this tag: KEY=VALUE (repeatable)'),
  since: listOption('Only runs started since: a span (7d) or a time (2026-11-29)'),
  until: listOption('Only runs started before: a span or a time'),
});

/** By their verdict too, which takes their numbers. */
export const verdictOption = grouped('Which', {
  verdict: listOption('Only runs with this verdict', {
    choices: ['pass', 'fail', 'inconclusive', 'none'] as const,
  }),
});

/** What was asked for. Throws `RepriseError` for a tag or a time that is none. */
export function filterOf(
  args: GivenBy<typeof filterOptions> & { verdict?: string | undefined },
  nowMs: number,
): RunFilter {
  const { name, tag, since, until, verdict } = args;
  const time = (flag: string, text: string | undefined): number | undefined =>
    text === undefined ? undefined : parseTime(flag, lastGiven(text), nowMs);
  return defined({
    name: name === undefined ? undefined : lastGiven(name),
    tags: parseTags(allGiven(tag)),
    sinceMs: time('--since', since),
    untilMs: time('--until', until),
    verdict: verdict as RunFilter['verdict'],
  });
}

/** `7d` is seven days ago; `2026-11-29` its first moment in UTC. */
function parseTime(flag: string, text: string, nowMs: number): number {
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    const time = Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$|^[\d-]+$/.test(text) ? text : `${text}Z`);
    if (Number.isFinite(time)) return time;
  } else {
    try {
      return nowMs - parseTimeSpan(text) * 1000;
    } catch {
      // Neither: said below.
    }
  }
  throw new RepriseError(`${flag} ${text} is neither a span nor a time.`, {
    hint: 'Write 7d, 12h, 2026-11-29 or 2026-11-29T08:00:00Z.',
  });
}
