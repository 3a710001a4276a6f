import type { ErrorGroup } from '../../../core/measure/fold.js';
import { groupMessage } from '../../../core/measure/group-message.js';
import { formatCount, formatSeconds, formatShare } from '../../../core/quantity/format.js';
import { detailed, limited, numeric, textual } from '../build.js';
import type { Cell } from '../document.js';
import type { RunDetails } from '../run-details.js';
import type { RunSection } from './run-section.js';

const groupsShown = { page: 50, summary: 8 };

/** Payloads named of each group, to replay them alone. */
const maxPayloads = 5;

/** Throttles by the reason that Lambda gave. */
export const throttles: RunSection = ({ report }) => {
  const { throttles: reasons, outcomes } = report.books.total();
  if (reasons.size === 0) return undefined;
  const rows = [...reasons]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]): Cell[] => [
      { text: reason, isCode: true },
      formatCount(count),
      { text: formatShare(count, outcomes.throttled), share: count / outcomes.throttled },
    ]);
  const head = [...textual(''), ...numeric('Count', 'Share')];
  return { title: 'Throttles', blocks: [{ kind: 'table', head, rows }] };
};

/** Everything that failed, by outcome, type and message, most frequent first. */
export const errors: RunSection = ({ report, details }) => {
  const groups = report.books.total().errors;
  if (groups.length === 0) return undefined;
  const payloads = payloadsOf(details);
  const { shown, limits } = limited(groups, groupsShown, (rest) => {
    const count = rest.reduce((sum, group) => sum + group.count, 0);
    return `${formatCount(count)} more in ${formatCount(rest.length)} groups`;
  });
  return {
    title: 'Errors',
    blocks: [
      {
        kind: 'table',
        caption: 'By outcome, type and message; payloads by their position',
        head: [
          ...numeric('Count'),
          ...textual('Outcome', 'Type', 'Message'),
          ...detailed([...numeric('First', 'Last'), ...textual('Payloads')]),
        ],
        rows: shown.map((group) => rowOf(group, payloads.get(keyOf(group)) ?? [])),
        ...limits,
      },
    ],
  };
};

function rowOf(group: ErrorGroup, known: readonly number[]): Cell[] {
  const { kind, type, message, count, firstUs, lastUs, payload } = group;
  const ids = [...new Set([payload, ...known])].slice(0, maxPayloads);
  return [
    formatCount(count),
    ...[kind, type, message].map((text) => ({ text, isCode: true })),
    formatSeconds(firstUs / 1e6),
    formatSeconds(lastUs / 1e6),
    ids.join(', '),
  ];
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
