import { formatCount, formatSeconds } from '../../../core/quantity/format.js';
import type { RunMeta } from '../run-meta.js';

/** That a run was not driven by one process from its beginning to its end, in a line; none where it was. */
export function resumedText({ resumed = [] }: Pick<RunMeta, 'resumed'>): string[] {
  const last = resumed.at(-1);
  if (!last) return [];
  const at = `${new Date(last.atMs).toISOString().slice(11, 19)} UTC`;
  const alone = formatSeconds(resumed.reduce((sum, { afterS }) => sum + afterS, 0));
  return [
    resumed.length === 1
      ? `Resumed at ${at}, after up to ${alone} without a coordinator`
      : `Resumed ${formatCount(resumed.length)} times, last at ${at}, after up to ${alone} in all without a coordinator`,
  ];
}
