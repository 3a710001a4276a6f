import { type OutcomeKind, outcomeKinds } from '../../../../core/invoke/outcome.js';
import { sumOf } from '../../../../core/measure/fold.js';
import { formatCount, formatHz, formatShare } from '../../../../core/quantity/format.js';
import { bar } from '../bar.js';
import type { Style } from '../style.js';
import { table } from '../table.js';
import { labelled, type Section } from './section.js';

/** What was planned against what it ended in. */
export const invocations: Section = ({ books }, style) => {
  const { planned, outcomes, rate } = books.total();
  const rows = outcomeKinds
    .filter((kind) => kind === 'ok' || outcomes[kind] > 0)
    .map((kind) => [
      kind,
      formatCount(outcomes[kind]),
      formatShare(outcomes[kind], planned),
      paint(kind, style)(bar(outcomes[kind], planned, 32)),
    ]);
  const asked =
    rate && ` · ${formatHz(rate.askedHz)} asked, ${formatHz(rate.reachedHz)} sent on average`;
  const lines = [
    labelled(style, 'Invocations', `${formatCount(planned)} planned${asked ?? ''}`),
    ...table(rows, ['left', 'right', 'right']).map((line) => `    ${line}`),
  ];
  if (books.isBalanced) return lines;
  const sum = formatCount(sumOf(outcomes));
  return [...lines, style.red(`    the outcomes add up to ${sum}, not to ${formatCount(planned)}`)];
};

function paint(kind: OutcomeKind, style: Style): (text: string) => string {
  if (kind === 'ok') return style.green;
  return kind === 'throttled' || kind === 'dropped' || kind === 'aborted'
    ? style.yellow
    : style.red;
}
