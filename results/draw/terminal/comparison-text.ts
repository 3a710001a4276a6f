import type {
  Comparison,
  ComparisonVerdict,
  FieldComparison,
  MetricComparison,
} from '../../../core/judge/compare/comparison.js';
import { formatCount, formatShare, formatUs } from '../../../core/quantity/format.js';
import type { ComparisonReport } from '../../document/comparison/comparison-report.js';
import { verdictSentence } from '../../document/comparison/verdict-sentence.js';
import { changeText, pText } from '../../document/wording/change.js';
import { comparisonWarnings } from '../../document/wording/comparison.js';
import { clip, plain } from './plain.js';
import { createStyle, type Style } from './style.js';
import { table } from './table.js';

/** Fields shown; the rest is in the JSON. */
const maxFields = 12;

/**
 * The comparison for a person, readable in ten seconds: the verdict as a sentence, the metrics as a
 * table, the fields that differ, and what to know before believing it. Ends in a line break.
 */
export function comparisonText(
  report: ComparisonReport,
  layout: { style: Style; width: number } = { style: createStyle(false), width: 80 },
): string {
  const { style, width } = layout;
  const { comparison } = report;
  const sections = [
    headline(report, style, width),
    metricsTable(comparison, style),
    fieldLines(comparison, style, width),
    [...coldStartLines(comparison), ...excludedLines(comparison)].map(style.dim),
    comparisonWarnings(report).map((warning) => `  ${style.yellow('!')} ${plain(warning)}`),
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `\n${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headline(report: ComparisonReport, style: Style, width: number): string[] {
  const { comparison, runs, payloads } = report;
  const what =
    comparison.design === 'paired'
      ? `${formatCount(comparison.pairs)} pairs${payloads === undefined ? '' : ` of ${payloads}`}`
      : `${formatCount(comparison.pairs)} invocations or more of each`;
  const ids = `${runs.length > 1 ? 'runs' : 'run'} ${runs.join(', ')}`;
  return [
    `  ${badge(comparison.verdict, style)}  ${plain(verdictSentence(report))}`,
    style.dim(`  ${clip(plain(`${what}; ${ids}`), width - 2)}`),
  ];
}

function badge(verdict: ComparisonVerdict, style: Style): string {
  if (verdict === 'fail') return style.bold(style.red('✗ FAIL'));
  if (verdict === 'pass') return style.bold(style.green('✓ PASS'));
  return style.bold(style.yellow('◌ INCONCLUSIVE'));
}

function mark(verdict: ComparisonVerdict, style: Style): string {
  if (verdict === 'fail') return style.red('✗');
  return verdict === 'pass' ? style.green('✓') : style.yellow('◌');
}

function metricsTable({ metrics, tolerances }: Comparison, style: Style): string[] {
  if (metrics.length === 0) return [];
  const level = `${Number(((1 - tolerances.alpha) * 100).toPrecision(6))} % interval`;
  const head = ['', 'old', 'new', 'change', level, 'at most', 'p'].map(style.dim);
  const rows = metrics.map((metric) => [
    `${mark(metric.verdict, style)} ${metric.name}`,
    valueText(metric, metric.old),
    valueText(metric, metric.new),
    metric.estimate === null ? '–' : changeText(metric.estimate, metric.unit),
    boundsText(metric),
    changeText(metric.tolerance, metric.unit),
    pText(metric.adjustedPValue).replace(/^p (= )?/, ''),
  ]);
  const align = ['left', 'right', 'right', 'right', 'left', 'right', 'right'] as const;
  return table([head, ...rows], align).map((line) => `  ${line}`);
}

function valueText({ unit }: MetricComparison, value: number | null): string {
  if (value === null) return '–';
  return unit === 'relative' ? formatUs(value) : formatShare(value, 1);
}

function boundsText({ low, high, unit }: MetricComparison): string {
  if (low === null || high === null) return '–';
  return `${changeText(low, unit)} to ${changeText(high, unit)}`;
}

function fieldLines({ fields, isNoiseKnown, metrics }: Comparison, style: Style, width: number) {
  if (!fields || fields.length === 0) return [];
  const of = metrics.find(({ name }) => name === 'responses')?.pairs ?? 0;
  const order: ComparisonVerdict[] = ['fail', 'inconclusive', 'pass'];
  const sorted = order.flatMap((verdict) => fields.filter((field) => field.verdict === verdict));
  const title = `  ${style.bold('Fields that differ')}${style.dim(` in ${formatCount(of)} pairs`)}`;
  const lines = sorted
    .slice(0, maxFields)
    .flatMap((field) => oneField(field, isNoiseKnown, style, width));
  const rest = fields.length - maxFields;
  const more = rest > 0 ? [style.dim(`    and ${rest} more: see --out json=FILE`)] : [];
  const hint = isNoiseKnown
    ? []
    : [style.dim('    --again sends to old twice, and tells what differs by itself.')];
  return [title, ...lines, ...more, ...hint];
}

function oneField(
  { path, differs, noise, verdict, examples }: FieldComparison,
  isNoiseKnown: boolean,
  style: Style,
  width: number,
): string[] {
  const noiseText = isNoiseKnown ? `, by itself in ${formatCount(noise)}` : '';
  const line = `    ${mark(verdict, style)} ${plain(path)}  ${formatCount(differs)}${noiseText}`;
  const [example] = examples;
  if (!example || verdict === 'pass') return [line];
  const { first = 'nothing', second = 'nothing', payload } = example;
  const room = Math.floor((width - 34) / 2);
  const [was, is] = [first, second].map((text) => clip(plain(text), room));
  return [line, style.dim(`      ${was} → ${is}  (payload ${payload})`)];
}

function coldStartLines({ coldStarts }: Comparison): string[] {
  const text = ({ count, of, initP50Us }: Comparison['coldStarts']['old']): string => {
    const init = initP50Us === null ? '' : `, init ${formatUs(initP50Us)} (p50)`;
    return `${formatCount(count)} of ${formatCount(of)}${init}`;
  };
  if (coldStarts.old.of + coldStarts.new.of === 0) return [];
  return [`  Cold starts, apart: old ${text(coldStarts.old)}; new ${text(coldStarts.new)}`];
}

function excludedLines({ excluded: { throttled, notSent } }: Comparison): string[] {
  if (throttled + notSent === 0) return [];
  const parts = [
    ...(throttled > 0 ? [`${formatCount(throttled)} throttled`] : []),
    ...(notSent > 0 ? [`${formatCount(notSent)} not sent`] : []),
  ];
  return [`  Pairs left out: ${parts.join(', ')}`];
}
