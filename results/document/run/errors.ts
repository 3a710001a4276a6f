import type { ErrorGroup } from '../../../core/measure/fold.js';
import { groupMessage } from '../../../core/measure/group-message.js';
import { formatCount, formatSeconds, formatShare } from '../../../core/quantity/format.js';
import type { Block, Cell, TableBlock } from '../page-model.js';
import type { RunDetails } from '../run-details.js';
import type { RunSection } from './run-section.js';

/** Groups shown; the rest is counted. */
const maxGroups = 50;

/** Payloads named of each group, to replay them alone. */
const maxPayloads = 5;

/** Throttles by reason, then everything that failed, grouped. */
export const errors: RunSection = ({ report, details }) => {
  const total = report.books.total();
  const blocks: Block[] = [];
  if (total.throttles.size > 0) blocks.push(throttles(total.throttles, total.outcomes.throttled));
  if (total.errors.length > 0) blocks.push(groups(total.errors, payloadsOf(details)));
  return blocks.length === 0 ? undefined : { title: 'Throttles and errors', blocks };
};

function throttles(reasons: ReadonlyMap<string, number>, whole: number): TableBlock {
  const rows = [...reasons]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]): Cell[] => [
      { text: reason, isCode: true },
      formatCount(count),
      { text: formatShare(count, whole), share: count / whole },
    ]);
  return {
    kind: 'table',
    caption: 'Throttled for',
    head: [{ text: 'Reason' }, { text: 'Count', align: 'right' }, { text: 'Share' }],
    rows,
  };
}

function groups(all: readonly ErrorGroup[], payloads: ReadonlyMap<string, number[]>): TableBlock {
  const rows = all.slice(0, maxGroups).map((group): Cell[] => {
    const { kind, type, message, count, firstUs, lastUs, payload } = group;
    const known = payloads.get(keyOf(group)) ?? [];
    const ids = [...new Set([payload, ...known])].slice(0, maxPayloads);
    return [
      formatCount(count),
      { text: kind, isCode: true },
      { text: type, isCode: true },
      { text: message, isCode: true },
      formatSeconds(firstUs / 1e6),
      formatSeconds(lastUs / 1e6),
      ids.join(', '),
    ];
  });
  const rest = all.length - maxGroups;
  return {
    kind: 'table',
    caption: `Errors by outcome, type and message; payloads by their position${rest > 0 ? `; ${formatCount(rest)} more groups are in the JSON summary` : ''}`,
    head: [
      { text: 'Count', align: 'right' },
      ...['Outcome', 'Type', 'Message'].map((text) => ({ text })),
      ...['First', 'Last'].map((text) => ({ text, align: 'right' as const })),
      { text: 'Payloads' },
    ],
    rows,
  };
}

/** The payloads of the kept failures, by the group that each belongs to. */
function payloadsOf(details: RunDetails): Map<string, number[]> {
  const payloads = new Map<string, number[]>();
  for (const { kind, type = '', message = '', payload } of details.samples()) {
    if (kind === 'ok' || kind === 'throttled') continue;
    const key = keyOf({ kind, type, message: groupMessage(message) });
    payloads.set(key, [...(payloads.get(key) ?? []), payload]);
  }
  return payloads;
}

function keyOf({ kind, type, message }: { kind: string; type: string; message: string }): string {
  return `${kind}\n${type}\n${message}`;
}
