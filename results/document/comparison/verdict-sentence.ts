import type {
  Comparison,
  MetricComparison,
  VerdictLimit,
} from '../../../core/judge/compare/comparison.js';
import { formatCount } from '../../../core/quantity/format.js';
import { changeText } from '../wording/change.js';
import type { ComparisonReport } from './comparison-report.js';

/** The verdict in one sentence, without its badge: what is worse, or what is not yet known. */
export function verdictSentence({ comparison, old, new: now }: ComparisonReport): string {
  const { verdict } = comparison;
  if (verdict === 'fail') return `${now} is worse than ${old}: ${worse(comparison)}.`;
  if (verdict === 'pass') return `${now} is no worse than ${old}: ${tolerated(comparison)}.`;
  return `It is not clear whether ${now} is worse than ${old}: ${unknown(comparison)}.`;
}

function worse({ metrics, fields = [] }: Comparison): string {
  return metrics
    .filter(({ verdict }) => verdict === 'fail')
    .map((metric) => {
      if (metric.name !== 'responses') return changeOf(metric);
      const changed = fields.filter(({ verdict }) => verdict === 'fail').length;
      return `${changed} ${changed === 1 ? 'field' : 'fields'} of the response changed`;
    })
    .join(', ');
}

function changeOf({ name, estimate, unit }: MetricComparison): string {
  return `${name} ${changeText(estimate ?? 0, unit)}`;
}

function tolerated({ metrics }: Comparison): string {
  const groups = new Map<string, string[]>();
  for (const { name, tolerance, unit } of metrics) {
    const bound = changeText(tolerance, unit);
    groups.set(bound, [...(groups.get(bound) ?? []), name]);
  }
  return [...groups].map(([bound, names]) => `${names.join(', ')} at most ${bound}`).join('; ');
}

function unknown({ metrics, design, pairsNeeded, isGeneratorLate }: Comparison): string {
  const open = metrics.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length === 0) return 'nothing was compared';
  const names = open.map(({ name }) => name).join(', ');
  const isOfTime = open.some(({ unit }) => unit === 'relative');
  if (isGeneratorLate && isOfTime) return 'the generator fell behind its schedule';
  const limited = limitText(open);
  if (limited !== undefined) return limited;
  if (pairsNeeded === undefined) return `${names} may lie right at the tolerance`;
  const unit = design === 'paired' ? 'pairs' : 'invocations of each';
  const verb = open.length === 1 ? 'needs' : 'need';
  return `${names} ${verb} about ${formatCount(pairsNeeded)} ${unit}`;
}

/** What keeps metrics open that no number of pairs alone decides; undefined where none is. */
function limitText(open: readonly MetricComparison[]): string | undefined {
  const named = (limit: VerdictLimit): string =>
    open
      .filter((metric) => metric.limit === limit)
      .map(({ name }) => name)
      .join(', ');
  const [few, drifting] = [named('environments'), named('drift')];
  const [unfollowed, undecided] = [named('notFollowed'), named('undecidedEvents')];
  if (unfollowed !== '') return `the events of a side were not followed (${unfollowed})`;
  if (undecided !== '') return `the end of some events is not known (${undecided})`;
  if (named('lostWorker') !== '') return 'a worker was lost, and its pairs are missing';
  if (few !== '') return `too few execution environments served to tell (${few})`;
  return drifting === '' ? undefined : `latencies drift for longer than was measured (${drifting})`;
}
