import { table } from '../../results/draw/terminal/table.js';
import type { BenchResults, Figure } from './figures.js';
import { judge } from './targets.js';

/** Everything as lines of text: the machine, the figures, the ratios with their targets, the checks. */
export function describeResults({ machine, results, ratios, checks }: BenchResults): string[] {
  const figures = Object.entries(results).map(([name, figure]) => figureRow(name, figure));
  const proportions = Object.entries(ratios).map(([name, value]) => [
    name,
    value.toFixed(2),
    judge(name, value),
  ]);
  return [
    ...Object.entries(machine).map(([name, value]) => `${name}: ${value}`),
    ...section(['figure', 'median', 'min', 'max', 'unit', 'rounds', 'target'], figures),
    ...section(['ratio (median of rounds)', '', 'target'], proportions),
    ...section(
      ['check', '', ''],
      checks.map(({ name, holds, detail }) => [name, holds ? 'holds' : 'FAILS', detail]),
    ),
  ];
}

function figureRow(name: string, { median, min, max, unit, rounds }: Figure): string[] {
  return [name, ...[median, min, max].map(rounded), unit, String(rounds), judge(name, median)];
}

function section(head: readonly string[], rows: readonly string[][]): string[] {
  if (rows.length === 0) return [];
  const align = head.map((_, i) => (head.length === 7 && i > 0 && i < 4 ? 'right' : 'left'));
  return ['', ...table([head, ...rows], align)];
}

/** Three digits that say something, all of them before the point. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const decimals = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 4));
}
