import { stripVTControlCharacters } from 'node:util';
import { outcomeKinds } from '../../../core/invoke/outcome.js';
import { sumOf } from '../../../core/measure/fold.js';
import {
  formatCount,
  formatHz,
  formatSeconds,
  formatShare,
  formatUs,
} from '../../../core/quantity/format.js';
import { progressBar, sparkline } from '../../draw/terminal/bar.js';
import { clip, plain } from '../../draw/terminal/plain.js';
import { createStyle, type Style } from '../../draw/terminal/style.js';
import { displayWidth } from '../../draw/terminal/table.js';
import type { LivePlan, LiveSnapshot } from './live-snapshot.js';

/** What one look at a running run is made of. */
export interface LiveState {
  plan: LivePlan;
  snapshot: LiveSnapshot;
  /** Rates reached so far, in Hz, in order. */
  rates: readonly number[];
}

/**
 * The block that is redrawn on a terminal: progress, rate, latency, what went wrong, versions. At
 * most six lines, none wider than `width`.
 */
export function renderLive(state: LiveState, width: number, style = createStyle(false)): string[] {
  const { total } = state.snapshot;
  return [
    progressLine(state, width, style),
    rateLine(state, width, style),
    latencyLine(state),
    outcomeLine(total, width, style),
    versionLine(total),
  ]
    .filter((line) => line !== '')
    .map((line) => cut(line, width));
}

/** The same in one line, without colour: what a log gets. */
export function renderLiveLine({ plan, snapshot }: LiveState): string {
  const { total, inFlight } = snapshot;
  const parts = [
    `${formatSeconds(Math.floor(snapshot.elapsedS))}${ofTotal(plan)}`,
    `${formatCount(sumOf(total.outcomes))} done`,
    `${formatHz(reachedHz(snapshot))}${asked(snapshot)}`,
    `${inFlight} in flight`,
    percentiles({ plan, snapshot }),
    ...failures(total),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Sent for each second of the last few. */
export function reachedHz({ recent, recentS }: LiveSnapshot): number {
  return recentS > 0 ? recent.sent / recentS : 0;
}

function progressLine({ plan, snapshot }: LiveState, width: number, style: Style): string {
  const elapsed = formatSeconds(Math.floor(snapshot.elapsedS));
  const done = sumOf(snapshot.total.outcomes);
  const count = `${formatCount(done)}${plan.planned === undefined ? '' : ` of ${formatCount(plan.planned)}`}`;
  const name = clip(plain(plan.name), Math.max(8, Math.min(60, width - 52)));
  const text = `${elapsed}${ofTotal(plan)} · ${count}`;
  const barWidth = Math.min(widestBar, width - displayWidth(name) - displayWidth(text) - 6);
  const progress = barWidth < 8 ? '' : `${style.green(progressOf({ plan, snapshot }, barWidth))}  `;
  return `  ${style.bold(name)}  ${progress}${text}`;
}

/** A line that is wider than it must be takes more rows when its terminal becomes narrower. */
const widestBar = 60;

/** By time where the plan has an end, else by count. */
function progressOf(
  { plan, snapshot }: Pick<LiveState, 'plan' | 'snapshot'>,
  width: number,
): string {
  const { totalS, planned } = plan;
  if (totalS !== undefined) return progressBar(snapshot.elapsedS, totalS, width);
  return progressBar(sumOf(snapshot.total.outcomes), planned ?? 0, width);
}

function rateLine({ snapshot, rates }: LiveState, width: number, style: Style): string {
  const text = `  ${formatHz(reachedHz(snapshot))}${asked(snapshot)} · ${formatCount(snapshot.inFlight)} in flight`;
  const room = Math.min(60, width - displayWidth(text) - 4);
  return room < 8 ? text : `${text}  ${style.cyan(sparkline(rates, room))}`;
}

function latencyLine(state: LiveState): string {
  const text = percentiles(state);
  const refused = state.snapshot.recent.refused;
  const note = refused.count === 0 ? '' : ` · refusal p50 ${formatUs(refused.percentileUs(50))}`;
  const lateness = state.snapshot.recent.lateness;
  const late =
    lateness.count > 0 && lateness.percentileUs(99) > 5000
      ? ` · sent ${formatUs(lateness.percentileUs(99))} late (p99)`
      : '';
  return text === '' ? '' : `  ${text}${note}${late}`;
}

function percentiles({ plan, snapshot }: Pick<LiveState, 'plan' | 'snapshot'>): string {
  const { response } = snapshot.recent;
  if (response.count === 0) return '';
  const of = plan.latencyOf.includes('acceptance') ? 'acceptance ' : '';
  return `${of}p50 ${formatUs(response.percentileUs(50))} · p99 ${formatUs(response.percentileUs(99))}`;
}

/** Without the shares where these do not fit: rather every kind than some in full. */
function outcomeLine(total: LiveSnapshot['total'], width: number, style: Style): string {
  const problems = failures(total);
  if (problems.length === 0) return `  ${style.green('no throttles, no errors')}`;
  const [full, short] = [problems, failures(total, false)].map(
    (texts) => `  ${texts.map((text) => style.yellow(text)).join(' · ')}`,
  ) as [string, string];
  return displayWidth(full) <= width ? full : short;
}

function failures({ outcomes }: LiveSnapshot['total'], hasShares = true): string[] {
  const ended = sumOf(outcomes);
  const share = (count: number): string => (hasShares ? ` (${formatShare(count, ended)})` : '');
  return outcomeKinds
    .filter((kind) => kind !== 'ok' && outcomes[kind] > 0)
    .map((kind) => `${kind} ${formatCount(outcomes[kind])}${share(outcomes[kind])}`);
}

function versionLine({ versions }: LiveSnapshot['total']): string {
  if (versions.size === 0) return '';
  const whole = [...versions.values()].reduce((sum, count) => sum + count, 0);
  const shares = [...versions]
    .sort(([, a], [, b]) => b - a)
    .map(([version, count]) => `${plain(version)} ${formatShare(count, whole)}`);
  return `  versions: ${shares.join(' · ')}`;
}

function asked({ askedHz }: LiveSnapshot): string {
  return askedHz === undefined ? '' : ` of ${formatHz(askedHz)} asked`;
}

function ofTotal({ totalS }: LivePlan): string {
  return totalS === undefined ? '' : ` of ${formatSeconds(totalS)}`;
}

/** Cuts a line to a width, its colours with it: a line that wraps would be redrawn in the wrong place. */
function cut(line: string, width: number): string {
  return displayWidth(line) <= width ? line : clip(stripVTControlCharacters(line), width);
}
