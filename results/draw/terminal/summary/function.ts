import { costUsdOf } from '../../../../core/measure/cost.js';
import type { Account } from '../../../../core/measure/run-books.js';
import {
  formatCount,
  formatSeconds,
  formatShare,
  formatUs,
  formatUsd,
} from '../../../../core/quantity/format.js';
import { aliasWeights } from '../../../document/alias-weights.js';
import { causeOfLateness, type LateSeconds, lateLimitUs } from '../../../document/lateness.js';
import { bar } from '../bar.js';
import { plain } from '../plain.js';
import type { Style } from '../style.js';
import { table } from '../table.js';
import { continued, labelled, type Section } from './section.js';

/** Which versions ran, and how much of the traffic each took, beside its weight in the alias. */
export const versions: Section = ({ run, books }, style) => {
  const counts = [...books.total().versions].sort(([, a], [, b]) => b - a);
  if (counts.length === 0) return [];
  const weights = aliasWeights(run.meta);
  const whole = counts.reduce((sum, [, count]) => sum + count, 0);
  const lines = table(
    counts.map(([version, count]) => [
      plain(version),
      formatCount(count),
      formatShare(count, whole),
      ...weightCell(weights, version),
      style.cyan(bar(count, whole, 32)),
    ]),
    ['left', 'right', 'right'],
  );
  return [`  ${style.bold('Versions')}`, ...lines.map((line) => `    ${line}`)];
};

/** Where only one version has a weight, its share says it all. */
function weightCell(weights: ReadonlyMap<string, number>, version: string): string[] {
  if (weights.size < 2) return [];
  const weight = weights.get(version) ?? 0;
  return [`weight ${formatShare(weight, 1)}`];
}

/** Cold starts, what was billed, and how far the generator itself can be trusted. */
export const trust: Section = ({ books, late }, style) => {
  const total = books.total();
  return [...coldStarts(total, style), ...billed(total, style), ...lateness(total, late, style)];
};

function coldStarts({ reports, coldStarts: count, init }: Account, style: Style): string[] {
  if (reports === 0) return [];
  const share = `${formatCount(count)} of ${formatCount(reports)} (${formatShare(count, reports)})`;
  const times =
    init.count === 0
      ? ''
      : ` · init p50 ${formatUs(init.percentileUs(50))}, max ${formatUs(init.maxUs)}`;
  return [labelled(style, 'Cold starts', share + times)];
}

function billed(total: Account, style: Style): string[] {
  if (total.reports === 0) return [];
  const { billedMs, maxMemoryUsedMb, memorySizeMb, outcomes, reports } = total;
  const cost = formatUsd(costUsdOf(total) ?? 0);
  const memory = `${maxMemoryUsedMb} of ${memorySizeMb} MB used at most`;
  const lines = [
    labelled(style, 'Billed', `${formatSeconds(billedMs / 1000)} · ${memory}`),
    continued(`${cost} at the on-demand price of us-east-1, x86`),
  ];
  const served = outcomes.ok + outcomes.functionError;
  if (reports < served) {
    lines.push(
      continued(
        `known of ${formatCount(reports)} of ${formatCount(served)}: the rest had no REPORT`,
      ),
    );
  }
  return lines;
}

function lateness(total: Account, late: LateSeconds | undefined, style: Style): string[] {
  const { lateness: all } = total;
  if (all.count === 0) return [];
  const [p50, p99] = [all.percentileUs(50), all.percentileUs(99)];
  const text = `p50 ${formatUs(p50)} · p99 ${formatUs(p99)} · max ${formatUs(all.maxUs)}`;
  const lines = [labelled(style, 'Lateness', text)];
  if (p99 <= lateLimitUs(total)) return lines;
  const cause = late && late.seconds > 0 ? causeOfLateness(late) : 'its machine is too busy';
  const warning = [
    '⚠ The generator fell behind its schedule:',
    `  ${cause}.`,
    '  Response times include its delay; service times do not.',
  ];
  return [...lines, ...warning.map((line) => continued(style.yellow(line)))];
}
