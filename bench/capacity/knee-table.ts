import type { CapacityReport } from '../../core/judge/capacity/capacity-report.js';
import type { KnownKnee } from '../../session/capacity/known-knees.fixture.js';

/** All searches of one function, each with a seed of its own. */
export interface KneeResult {
  of: KnownKnee;
  reports: readonly CapacityReport[];
}

/** How far off an answer is, as a share of the knee: 0.02 is 2% too high; −1 where nothing held. */
export function errorOf({ kneeHz }: KnownKnee, { sustainable }: CapacityReport): number {
  return (sustainable?.rateHz ?? 0) / kneeHz - 1;
}

/** It passed at a rate that arithmetic does not allow. */
export function passedAbove({ limitHz }: KnownKnee, { verdict, sustainable }: CapacityReport) {
  return verdict === 'pass' && (sustainable?.rateHz ?? 0) > limitHz * roundingError;
}

const roundingError = 1 + 1e-9;

/** The knee lies in the interval that was reported. */
function covers({ kneeHz }: KnownKnee, { sustainable }: CapacityReport): boolean {
  if (!sustainable) return false;
  const { lowHz, highHz } = sustainable;
  return lowHz <= kneeHz && kneeHz <= (highHz ?? Number.POSITIVE_INFINITY);
}

/** The value that so many of all, from 0 to 1, do not exceed. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

const head = [
  ...['function', 'objective', 'knee', 'searches', 'error', 'of 95%', 'interval holds it'],
  ...['above the limit', 'verdicts', 'limit named', 'steps'],
];

/** The results as a Markdown table, with all of them in its last row. */
export function kneeTable(results: readonly KneeResult[]): string {
  const rows = results.map(({ of, reports }) => [
    ...[of.name, `\`${of.slo}\``, `${Number(of.kneeHz.toPrecision(3))}/s`],
    ...summaryOf(reports.map((report) => ({ of, report }))),
    tallyOf(reports.map(({ limit }) => limit.kind)),
    (reports.reduce((sum, { steps }) => sum + steps.length, 0) / reports.length).toFixed(0),
  ]);
  const all = results.flatMap(({ of, reports }) => reports.map((report) => ({ of, report })));
  const total = ['**all**', '', '', ...summaryOf(all), '', ''];
  return [head, head.map(() => '---'), ...rows, total]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function summaryOf(searches: readonly { of: KnownKnee; report: CapacityReport }[]): string[] {
  const errors = searches.map(({ of, report }) => Math.abs(errorOf(of, report)));
  const count = (test: (of: KnownKnee, report: CapacityReport) => boolean): number =>
    searches.filter(({ of, report }) => test(of, report)).length;
  return [
    String(searches.length),
    percent(quantileOf(errors, 0.5)),
    percent(quantileOf(errors, 0.95)),
    percent(count(covers) / searches.length),
    String(count(passedAbove)),
    tallyOf(searches.map(({ report }) => report.verdict)),
  ];
}

/** `pass`, or `pass 19, fail 1` where they differ. */
function tallyOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const [only] = sorted;
  if (sorted.length === 1 && only) return only[0];
  return sorted.map(([name, count]) => `${name} ${count}`).join(', ');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}
