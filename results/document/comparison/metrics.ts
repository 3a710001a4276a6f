import type {
  Comparison,
  ComparisonVerdict,
  MetricComparison,
} from '../../../core/judge/compare/comparison.js';
import { formatCount } from '../../../core/quantity/format.js';
import { capitalized, detailed, note, numeric } from '../build.js';
import type { Block, Cell, IntervalPlot, IntervalRow, RichCell, TableBlock } from '../document.js';
import { boundsText, changeText, intervalText, pText } from '../wording/change.js';
import { comparisonWarnings } from '../wording/comparison.js';
import type { ComparisonSection } from './comparison-section.js';
import { verdictTones } from './headline.js';
import { confidenceText, valueText } from './values.js';

/** What to know before believing the verdict, then each metric against what is accepted. */
export const metrics: ComparisonSection = ({ report }) => {
  const { comparison } = report;
  const plots = [slowdowns(comparison), increases(comparison)].filter(
    ({ rows }) => rows.length > 0,
  );
  const blocks: Block[] = [
    ...comparisonWarnings(report).map((text) => note('warn', `${capitalized(text)}.`)),
    ...(plots.length > 0 ? [{ kind: 'intervals' as const, plots }, table(comparison)] : []),
  ];
  return blocks.length === 0 ? undefined : { title: 'What changed', blocks };
};

function slowdowns({ metrics: all, tolerances }: Comparison): IntervalPlot {
  return {
    title: 'Slower by',
    summary: `How much longer new takes than old, with ${confidenceText(tolerances.alpha)} intervals: right of 0 new is slower.`,
    unit: 'relative',
    limit: limitOf(tolerances.maxSlowdown, 'relative'),
    rows: all.filter(({ unit }) => unit === 'relative').map(row),
  };
}

function increases({ metrics: all, tolerances }: Comparison): IntervalPlot {
  return {
    title: 'More often by',
    summary: `How many more invocations of new fail or answer differently, in percentage points, with ${confidenceText(tolerances.alpha)} intervals.`,
    unit: 'share',
    limit: limitOf(tolerances.maxErrorIncrease, 'share'),
    rows: all.filter(({ unit }) => unit === 'share').map(row),
  };
}

function limitOf(value: number, unit: MetricComparison['unit']): IntervalPlot['limit'] {
  return { label: `accepted ${changeText(value, unit)}`, value };
}

function row(metric: MetricComparison): IntervalRow {
  const { name, verdict, estimate, low, high } = metric;
  const isKnown = estimate !== null && low !== null && high !== null;
  return {
    ...{ label: name, tone: verdictTones[verdict], text: intervalText(metric) },
    ...(isKnown && { interval: { estimate, low, high } }),
  };
}

const words: Record<ComparisonVerdict, string> = {
  pass: '✓ no worse',
  fail: '✗ worse',
  inconclusive: '◌ not clear',
};

function table({ metrics: all, tolerances, design }: Comparison): TableBlock {
  const interval = `${confidenceText(tolerances.alpha)} interval`;
  return {
    kind: 'table',
    caption: `p is adjusted for the number of metrics; at most ${tolerances.alpha} in what fails`,
    head: [
      { text: 'Verdict', isMark: true },
      { text: 'Metric' },
      ...numeric('Old', 'New', 'Change', interval, 'At most'),
      ...(hasLongNames(all) ? detailed(numeric('p')) : numeric('p')),
      ...detailed(numeric(design === 'paired' ? 'Pairs' : 'Invocations')),
    ],
    rows: all.map((metric): Cell[] => [
      verdictCell(metric.verdict),
      metric.name,
      valueText(metric, metric.old),
      valueText(metric, metric.new),
      metric.estimate === null ? '–' : changeText(metric.estimate, metric.unit),
      boundsText(metric),
      changeText(metric.tolerance, metric.unit),
      pText(metric.adjustedPValue).replace(/^p (= )?/, ''),
      formatCount(metric.pairs),
    ]),
  };
}

/** Beside those a terminal has no room for p, which says little that the interval does not. */
function hasLongNames(all: readonly MetricComparison[]): boolean {
  return all.some(({ name }) => name.length > longName);
}

const longName = 10;

function verdictCell(verdict: ComparisonVerdict): RichCell {
  return { text: words[verdict], tone: verdictTones[verdict] };
}
