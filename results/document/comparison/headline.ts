import type {
  Comparison,
  ComparisonVerdict,
  MetricComparison,
} from '../../../core/judge/compare/comparison.js';
import { formatCount } from '../../../core/quantity/format.js';
import type { Fact, Headline, Tone } from '../document.js';
import type { RunReport } from '../run-report.js';
import { changeText } from '../wording/change.js';
import type { ComparisonReport } from './comparison-report.js';
import { valueText } from './values.js';
import { verdictSentence } from './verdict-sentence.js';

/** How a verdict is taken: the whole comparison's, a metric's, a field's. */
export const verdictTones: Record<ComparisonVerdict, Tone> = {
  pass: 'good',
  fail: 'bad',
  inconclusive: 'warn',
};

const words: Record<ComparisonVerdict, string> = {
  pass: 'Passed',
  fail: 'Failed',
  inconclusive: 'Inconclusive',
};

/** The verdict in a sentence, what was compared, and each metric's change. */
export function comparisonHeadline(report: ComparisonReport, runs: readonly RunReport[]): Headline {
  const { comparison, old, new: now } = report;
  return {
    tone: verdictTones[comparison.verdict],
    verdict: words[comparison.verdict],
    reason: verdictSentence(report).replace(/\.$/, ''),
    lines: [
      `${now} against ${old}`,
      whatText(report),
      ...runs.map((run) => runText(run, comparison.design)),
    ],
    facts: [pairsFact(report), ...comparison.metrics.map(metricFact)],
  };
}

function whatText({ comparison, payloads }: ComparisonReport): string {
  const count = formatCount(comparison.pairs);
  if (comparison.design === 'unpaired') {
    return `Two runs, each of ${count} invocations or more: nothing is paired`;
  }
  const of = payloads === undefined ? '' : ` of ${payloads}`;
  return `${count} pairs${of}: each payload to both, a moment apart, in random order`;
}

function runText({ run }: RunReport, design: Comparison['design']): string {
  const { id, meta, startedAtMs } = run;
  const started = new Date(startedAtMs).toISOString().replace('T', ' ').slice(0, 19);
  const name = design === 'paired' ? '' : ` of ${meta.name}`;
  return `Run ${id}${name}, ${started} UTC, at ${meta.endpoint.url} (${meta.endpoint.region})`;
}

function pairsFact({ comparison }: ComparisonReport): Fact {
  const { design, pairs, pairsNeeded, excluded } = comparison;
  const left = excluded.throttled + excluded.notSent;
  const notes = [
    ...(left > 0 ? [`${formatCount(left)} left out`] : []),
    ...(pairsNeeded === undefined ? [] : [`about ${formatCount(pairsNeeded)} would decide`]),
  ];
  const isShort = pairsNeeded !== undefined;
  return {
    label: design === 'paired' ? 'Pairs' : 'Invocations of each',
    value: formatCount(pairs),
    note: notes.join(', '),
    ...(isShort && { tone: 'warn' as const }),
  };
}

function metricFact(metric: MetricComparison): Fact {
  const { name, estimate, unit, verdict } = metric;
  const [old, now] = [valueText(metric, metric.old), valueText(metric, metric.new)];
  return {
    label: name,
    value: estimate === null ? '–' : changeText(estimate, unit),
    note: estimate === null ? 'no data' : `${old} → ${now}`,
    tone: verdict === 'pass' ? 'plain' : verdictTones[verdict],
  };
}
