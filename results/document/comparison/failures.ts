import { mcNemarTest } from '../../../core/judge/statistics/mcnemar.js';
import type { PairedCounts } from '../../../core/judge/statistics/proportions.js';
import type { ErrorGroup } from '../../../core/measure/fold.js';
import { formatCount, formatShare } from '../../../core/quantity/format.js';
import { limited, note, numeric, textual } from '../build.js';
import type { Block, Cell, TableBlock } from '../document.js';
import { pText } from '../wording/change.js';
import type { ComparisonSection } from './comparison-section.js';
import type { ComparedSide } from './sides.js';

const groupsShown = { page: 30, summary: 8 };

/** Which sides failed: of pairs together, and by what the errors were. */
export const failures: ComparisonSection = ({ report: { comparison }, sides }) => {
  const [old, now] = ['old', 'new'].map((name) => sides.find((side) => side.name === name));
  const groups = old && now ? errorGroups(old, now) : [];
  const blocks: Block[] = [
    ...(comparison.errorPairs ? pairTable(comparison.errorPairs) : []),
    ...(groups.length > 0 ? [groupTable(groups)] : []),
  ];
  return blocks.length === 0 ? undefined : { title: 'Errors', blocks };
};

/** McNemar's table; he looks at the pairs in which only one side failed. */
function pairTable({ both, onlyFirst, onlySecond, neither }: PairedCounts): Block[] {
  const all = both + onlyFirst + onlySecond + neither;
  if (all === 0) return [];
  if (all === neither) {
    return [note('good', `None of ${formatCount(all)} pairs failed on either side.`)];
  }
  const p = pText(mcNemarTest(onlyFirst, onlySecond));
  const cell = (count: number): Cell => ({
    text: `${formatCount(count)} (${formatShare(count, all)})`,
    share: count / all,
  });
  return [
    {
      kind: 'table',
      isDetail: true,
      caption: `${formatCount(all)} pairs that ran on both sides. McNemar's test asks of those in which only one failed whether it was as often the one as the other: ${p}`,
      head: [{ text: '' }, { text: 'New ok' }, { text: 'New failed' }],
      rows: [
        ['Old ok', cell(neither), cell(onlySecond)],
        ['Old failed', cell(onlyFirst), cell(both)],
      ],
    },
  ];
}

interface ComparedGroup extends Pick<ErrorGroup, 'kind' | 'type' | 'message'> {
  old: number;
  new: number;
}

/** The errors of both sides, those that became most more often first. */
function errorGroups(old: ComparedSide, now: ComparedSide): ComparedGroup[] {
  const groups = new Map<string, ComparedGroup>();
  for (const side of [old, now]) {
    for (const { kind, type, message, count } of side.all.errors) {
      const key = `${kind}\n${type}\n${message}`;
      const group = groups.get(key) ?? { kind, type, message, old: 0, new: 0 };
      group[side === old ? 'old' : 'new'] += count;
      groups.set(key, group);
    }
  }
  return [...groups.values()].sort((a, b) => b.new - b.old - (a.new - a.old));
}

function groupTable(groups: readonly ComparedGroup[]): TableBlock {
  const { shown, limits } = limited(
    groups,
    groupsShown,
    ({ length }) => `${formatCount(length)} more groups`,
  );
  return {
    kind: 'table',
    caption: 'Errors of each side by outcome, type and message',
    head: [...numeric('Old', 'New'), ...textual('Outcome', 'Type', 'Message')],
    rows: shown.map(({ kind, type, message, old, new: now }): Cell[] => [
      formatCount(old),
      formatCount(now),
      ...[kind, type, message].map((text) => ({ text, isCode: true })),
    ]),
    ...limits,
  };
}
