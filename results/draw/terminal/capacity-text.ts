import type {
  CapacityReport,
  CapacityStep,
  CapacityVerdict,
} from '../../../core/judge/capacity/capacity-report.js';
import { formatShare, formatUs, formatUsd } from '../../../core/quantity/format.js';
import { capacitySentence } from '../../document/capacity/verdict-sentence.js';
import {
  faultText,
  levelText,
  recommendationText,
  warningText,
} from '../../document/wording/capacity.js';
import { plain } from './plain.js';
import { createStyle, type Style } from './style.js';
import { table } from './table.js';
import { wrap } from './wrap.js';

interface Layout {
  style: Style;
  width: number;
}

/**
 * The search for a person: the answer as a sentence, the steps in the order in which they were
 * taken, what to set, and what to know before believing it. Ends in a line break.
 */
export function capacityText(
  report: CapacityReport,
  { style, width }: Layout = { style: createStyle(false), width: 80 },
): string {
  const sections = [
    headline(report, style, width),
    stepTable(report, style),
    adviceLines(report, width),
    report.warnings.flatMap((warning) => marked(style.yellow('!'), warningText(warning), width)),
    [style.dim('  A step again: reprise report RUN   All of it: reprise capacity last')],
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `\n${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headline(report: CapacityReport, style: Style, width: number): string[] {
  const { verdict, scenario, objective, atLeast, by } = report;
  const wanted = atLeast === null ? '' : `, at least ${levelText(by, atLeast)}`;
  const [first = '', ...rest] = wrap(plain(capacitySentence(report)), width - 12);
  return [
    `  ${badge(verdict, style)}  ${first}`,
    ...rest.map((line) => `  ${line}`),
    style.dim(plain(`  ${scenario}; objective: ${objective.join(', ')}${wanted}`)),
  ];
}

function badge(verdict: CapacityVerdict, style: Style): string {
  if (verdict === 'fail') return style.bold(style.red('✗ FAIL'));
  if (verdict === 'pass') return style.bold(style.green('✓ PASS'));
  return style.bold(style.yellow('◌ INCONCLUSIVE'));
}

function stepTable({ steps, by }: CapacityReport, style: Style): string[] {
  const head = ['', '', 'sent', 'throttled', 'p50', 'p99', 'busy', 'run'].map(style.dim);
  const rows = steps.map((step) => [
    mark(step, style),
    levelText(by, step.level),
    `${Number(step.reachedHz.toPrecision(4))}/s`,
    formatShare(step.throttled, step.invocations),
    step.p50Us === null ? '–' : formatUs(step.p50Us),
    step.p99Us === null ? '–' : formatUs(step.p99Us),
    step.busy === null ? '–' : step.busy.toFixed(1),
    style.dim(step.runId),
  ]);
  const align = ['left', 'right', 'right', 'right', 'right', 'right', 'right'] as const;
  return table([head, ...rows], align).map((line) => `  ${line}`);
}

function mark({ result }: CapacityStep, style: Style): string {
  if (result === 'held') return style.green('✓');
  return result === 'broke' ? style.red('✗') : style.yellow('?');
}

function adviceLines({ recommendation, costPerMillionUsd }: CapacityReport, width: number) {
  const lines = recommendation ? marked(' ', recommendationText(recommendation), width) : [];
  if (costPerMillionUsd === null) return lines;
  const cost = `A million invocations at that rate cost ${formatUsd(costPerMillionUsd)} (on demand, us-east-1, x86).`;
  return [...lines, ...marked(' ', cost, width)];
}

function marked(sign: string, text: string, width: number): string[] {
  return wrap(plain(text), width - 4).map((line, i) => `  ${i === 0 ? sign : ' '} ${line}`);
}

/** One step as it ends, for the log of a search that goes on. */
export function stepLine(step: CapacityStep, by: CapacityReport['by'], style: Style): string {
  const { throttled } = step;
  const parts = [
    `${mark(step, style)} ${levelText(by, step.level)}`,
    step.p99Us === null ? 'nothing served' : `p99 ${formatUs(step.p99Us)}`,
    ...(throttled > 0 ? [`throttled ${formatShare(throttled, step.invocations)}`] : []),
    ...(step.result === 'held' ? ['held'] : step.why.map(faultText)),
  ];
  return plainParts(parts);
}

function plainParts([first = '', ...rest]: readonly string[]): string {
  return [first, ...rest.map(plain)].join('  ');
}
