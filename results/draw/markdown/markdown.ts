import { outcomeKinds } from '../../../core/invoke/outcome.js';
import { costUsdOf } from '../../../core/measure/cost.js';
import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import type { Account } from '../../../core/measure/run-books.js';
import {
  formatCount,
  formatHz,
  formatSeconds,
  formatShare,
  formatUs,
  formatUsd,
} from '../../../core/quantity/format.js';
import { lateLimitUs } from '../../document/lateness.js';
import { runHeading } from '../../document/run-heading.js';
import type { RunReport } from '../../document/run-report.js';
import { verdictSentence } from '../../document/verdict-sentence.js';
import { concurrencySentences } from '../../document/wording/concurrency.js';
import { observedText } from '../../document/wording/expectations.js';
import { limitTexts } from '../../document/wording/limits.js';
import { markdownCode, markdownTable, markdownText } from './markdown-text.js';

/** Groups of errors shown; the rest is counted. */
const maxGroups = 10;

const marks = { pass: '✅', fail: '❌', noData: '❌', inconclusive: '⚪' } as const;

/** The summary as GitHub Flavored Markdown: for a pull request, a step's summary, a wiki. */
export function markdown(report: RunReport): string {
  const total = report.books.total();
  const parts = [
    headline(report),
    expectations(report),
    invocations(total),
    latency(total),
    throttles(total),
    concurrency(report),
    errors(total),
    versions(total),
    facts(total),
  ];
  const lines = parts.filter((part) => part.length > 0).map((part) => part.join('\n'));
  return `${lines.join('\n\n')}\n`;
}

function headline(report: RunReport): string[] {
  const { run, verdict } = report;
  const { meta, id } = run;
  const targets = meta.plan.map(({ functionName, qualifier }) =>
    markdownCode(`${functionName}${qualifier === undefined ? '' : `:${qualifier}`}`),
  );
  return [
    `### ${marks[verdict]} ${markdownText(meta.name)}`,
    '',
    `**${verdictSentence(report)}**`,
    '',
    `${[...new Set(targets)].join(', ')} at ${markdownCode(meta.endpoint.url)}, run ${id}, ${runHeading(run).when}`,
  ];
}

function expectations({ verdicts }: RunReport): string[] {
  const rows = verdicts.map(({ text, verdict, observed }) => [
    marks[verdict],
    markdownCode(text),
    markdownText(observedText(observed)),
  ]);
  return rows.length === 0 ? [] : markdownTable(['', 'Expectation', 'Observed'], rows, 'left');
}

function invocations({ outcomes, planned, rate }: Account): string[] {
  const kinds = outcomeKinds.filter((kind) => kind === 'ok' || outcomes[kind] > 0);
  const rows = kinds.map((kind) => [
    kind,
    formatCount(outcomes[kind]),
    formatShare(outcomes[kind], planned),
  ]);
  const asked = rate
    ? ` (${formatHz(rate.askedHz)} asked, ${formatHz(rate.reachedHz)} sent on average)`
    : '';
  return [
    `${formatCount(planned)} invocations planned${asked}`,
    '',
    ...markdownTable(['Outcome', 'Count', 'Share'], rows),
  ];
}

function latency({ response, service, duration, refused }: Account): string[] {
  const rows: [string, LatencyHistogram][] = [
    ['response', response],
    ['service', service],
    ['duration', duration],
    ['refusal', refused],
  ];
  const shown = rows.filter(([, { count }]) => count > 0);
  if (shown.length === 0) return [];
  return markdownTable(
    ['Latency', 'mean', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    shown.map(([name, histogram]) => [
      name,
      formatUs(histogram.meanUs),
      ...[50, 90, 99, 99.9].map((p) => formatUs(histogram.percentileUs(p))),
      formatUs(histogram.maxUs),
    ]),
  );
}

function throttles({ throttles: reasons, outcomes }: Account): string[] {
  if (reasons.size === 0) return [];
  const rows = [...reasons]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => [
      markdownCode(reason),
      formatCount(count),
      formatShare(count, outcomes.throttled),
    ]);
  return markdownTable(['Throttled for', 'Count', 'Share'], rows);
}

/** Where throttling began and by which limit; else, where limits are known, what the load needed. */
function concurrency({ run, concurrency: findings }: RunReport): string[] {
  if (!findings) return [];
  const { throttling, provisioned, demand } = concurrencySentences(findings);
  const said = [...throttling, ...provisioned].flat();
  const limits = limitTexts(run.meta.limits);
  const needed = limits.length === 0 ? [] : demand.flatMap((sentences) => sentences.slice(0, 1));
  const known = limits.length === 0 ? [] : [`Limits: ${limits.join(' · ')}.`];
  const text = [...said, ...known, ...needed].join(' ');
  return text === '' ? [] : [`Concurrency: ${markdownText(text)}`];
}

function errors({ errors: groups }: Account): string[] {
  if (groups.length === 0) return [];
  const rows = groups
    .slice(0, maxGroups)
    .map(({ count, kind, type, message }) => [
      formatCount(count),
      kind,
      markdownCode(type),
      markdownCode(message),
    ]);
  const table = markdownTable(['Count', 'Outcome', 'Type', 'Message'], rows, 'left');
  const rest = groups.length - maxGroups;
  return rest > 0 ? [...table, '', `and ${formatCount(rest)} more groups of errors`] : table;
}

function versions({ versions: counts }: Account): string[] {
  if (counts.size === 0) return [];
  const whole = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const rows = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([version, count]) => [
      markdownText(version),
      formatCount(count),
      formatShare(count, whole),
    ]);
  return markdownTable(['Executed version', 'Count', 'Share'], rows);
}

function facts(total: Account): string[] {
  const { reports, coldStarts, billedMs, maxMemoryUsedMb, memorySizeMb, lateness } = total;
  const facts: string[] = [];
  if (reports > 0) {
    const cold = `${formatCount(coldStarts)} of ${formatCount(reports)}`;
    facts.push(`- Cold starts: ${cold} (${formatShare(coldStarts, reports)})`);
    const cost = formatUsd(costUsdOf(total) ?? 0);
    facts.push(
      `- Billed: ${formatSeconds(billedMs / 1000)}, ${cost} at the on-demand price of us-east-1, x86; ${maxMemoryUsedMb} of ${memorySizeMb} MB used at most`,
    );
  }
  if (lateness.count > 0) {
    const p99 = lateness.percentileUs(99);
    const warning = p99 > lateLimitUs(total) ? ' ⚠️ the generator fell behind its schedule' : '';
    facts.push(`- Lateness of the generator: p99 ${formatUs(p99)}${warning}`);
  }
  return facts;
}
