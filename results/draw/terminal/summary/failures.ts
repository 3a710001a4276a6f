import { formatCount, formatShare } from '../../../../core/quantity/format.js';
import { clip, plain } from '../plain.js';
import { table } from '../table.js';
import type { Section } from './section.js';

/** Groups shown; the rest is counted and is in the JSON. */
const maxGroups = 8;

/** Throttles by the reason that Lambda gave. */
export const throttles: Section = ({ books }, style) => {
  const total = books.total();
  const reasons = [...total.throttles].sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return [];
  const rows = reasons.map(([reason, count]) => [
    `    ${style.yellow(formatCount(count))}`,
    plain(reason),
    formatShare(count, total.outcomes.throttled),
  ]);
  return [`  ${style.bold('Throttles')}`, ...table(rows, ['right', 'left', 'right'])];
};

/** Everything that failed, by outcome, type and message, most frequent first. */
export const errors: Section = ({ books }, style, width) => {
  const groups = books.total().errors;
  if (groups.length === 0) return [];
  const shown = groups.slice(0, maxGroups);
  const lines = table(
    shown.map(({ count, kind, type, message }) => [
      `    ${formatCount(count)}`,
      kind,
      clip(plain(type), 32),
      plain(message),
    ]),
    ['right'],
  ).map((line) => clip(line, width));
  const rest = groups.slice(maxGroups);
  if (rest.length > 0) {
    const count = rest.reduce((sum, group) => sum + group.count, 0);
    lines.push(
      style.dim(`    and ${formatCount(count)} more in ${rest.length} groups: see --out json=FILE`),
    );
  }
  return [`  ${style.bold(style.red('Errors'))}`, ...lines];
};
