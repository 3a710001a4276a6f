import type { RunVerdict } from '../../../core/judge/verdict.js';
import type { Cost } from '../../../core/measure/cost.js';
import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import type { Account } from '../../../core/measure/run-books.js';
import {
  formatCount,
  formatSeconds,
  formatShare,
  formatUs,
} from '../../../core/quantity/format.js';
import type { Fact, Headline, Tone } from '../document.js';
import { judgedLatenessUs, lateLimitUs } from '../lateness.js';
import { costOfPart } from '../report-cost.js';
import { runHeading } from '../run-heading.js';
import type { RunMeta } from '../run-meta.js';
import { isNothingServed, latenciesOf, type RunReport } from '../run-report.js';
import { verdictSentence } from '../verdict-sentence.js';
import { costText, partialText } from '../wording/cost.js';
import { rateText } from '../wording/rate.js';
import { resumedText } from './resumptions.js';

/** The verdict, what was run, and the numbers that everyone asks for first. */
export function headline(report: RunReport): Headline {
  const [verdict = '', reason = ''] = verdictSentence(report)
    .replace(/\.$/, '')
    .split(/: (.*)/s);
  return {
    tone: toneOf(report),
    verdict,
    reason,
    lines: linesOf(report),
    facts: factsOf(report),
  };
}

const tones: Record<RunVerdict, Tone> = {
  ...{ pass: 'good', fail: 'bad', inconclusive: 'warn', none: 'plain' },
};

function toneOf({ verdict, books, run }: RunReport): Tone {
  if (run.status === 'running') return 'plain';
  return verdict === 'none' && isNothingServed(books) ? 'warn' : tones[verdict];
}

function linesOf({ run }: RunReport): string[] {
  const { meta, id } = run;
  const { targets, when } = runHeading(run);
  return [
    meta.name,
    `${targets} at ${meta.endpoint.url} (${meta.endpoint.region})`,
    `Run ${id}, ${when}`,
    ...resumedText(meta),
    ...labelsText(meta),
  ];
}

/** What it is kept under: `commit=3f2a1c, env=prod; after the cache was doubled`. */
function labelsText({ tags = {}, note }: RunMeta): string[] {
  const named = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  const parts = [...(named.length > 0 ? [named.join(', ')] : []), ...(note ? [note] : [])];
  return parts.length === 0 ? [] : [parts.join('; ')];
}

function factsOf(report: RunReport): Fact[] {
  const { books, follow } = report;
  const total = books.total();
  return [
    invocations(total),
    served(report),
    ...completed(follow),
    ...responseTimes(total, latenciesOf(books)),
    ...firstByte(total),
    throttled(total),
    ...cost(costOfPart(total, report), total.billedMs + (follow?.total.billedMs ?? 0)),
    ...lateness(total),
  ];
}

function invocations({ planned, rate }: Account): Fact {
  return { label: 'Invocations', value: formatCount(planned), note: rate ? rateText(rate) : '' };
}

function served({ books, run }: RunReport): Fact {
  const { outcomes, planned } = books.total();
  const failed = outcomes.functionError + outcomes.rejected + outcomes.serviceError;
  const lost = outcomes.transportError + outcomes.dropped + outcomes.aborted;
  const notes = [
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(lost > 0 ? [`${formatCount(lost)} without an answer`] : []),
  ];
  return {
    label: 'OK',
    value: formatShare(outcomes.ok, planned),
    note: notes.length === 0 ? 'no errors' : notes.join(', '),
    ...(run.status !== 'running' && isNothingServed(books) && { tone: 'bad' as const }),
  };
}

/** Of events, acceptance is only the beginning. */
function completed(follow: RunReport['follow']): Fact[] {
  if (!follow) return [];
  const { ends, accepted } = follow.total;
  const others = Object.entries(ends).filter(([end, count]) => end !== 'completed' && count > 0);
  const notes = others.map(([end, count]) => `${formatCount(count)} ${end}`);
  return [
    {
      label: 'Completed',
      value: formatShare(ends.completed, accepted),
      note: notes.length === 0 ? 'every accepted event' : notes.join(', '),
    },
  ];
}

/** A time until acceptance is none of the function's, and says so; so does a mixture of both. */
function responseTimes({ response }: Account, of: ReturnType<typeof latenciesOf>): Fact[] {
  if (response.count === 0) return [];
  const [kind = 'invocation'] = of;
  const label = { invocation: 'Response', acceptance: 'Acceptance', validation: 'Check' }[kind];
  const isMixed = of.length > 1;
  return [
    {
      label: `${isMixed ? 'Response' : label} p99`,
      value: formatUs(response.percentileUs(99)),
      note: isMixed ? 'of invocations of unlike types' : middleAndMost(response),
    },
  ];
}

/** What the callers of a stream wait for. */
function firstByte({ stream: { ttfb } }: Account): Fact[] {
  if (ttfb.count === 0) return [];
  const value = formatUs(ttfb.percentileUs(99));
  return [{ label: 'First byte p99', value, note: middleAndMost(ttfb) }];
}

function middleAndMost(times: LatencyHistogram): string {
  return `p50 ${formatUs(times.percentileUs(50))}, max ${formatUs(times.maxUs)}`;
}

function throttled({ outcomes, planned }: Account): Fact {
  const share = formatShare(outcomes.throttled, planned);
  const note = outcomes.throttled === 0 ? 'none' : share;
  return { label: 'Throttled', value: formatCount(outcomes.throttled), note };
}

function cost(known: Cost, billedMs: number): Fact[] {
  if (known.of === 0) return [];
  const note = partialText(known) ?? `${formatSeconds(billedMs / 1000)} billed`;
  return [{ label: 'Cost', value: costText(known), note }];
}

function lateness(total: Account): Fact[] {
  if (total.lateness.count === 0) return [];
  const p99 = total.lateness.percentileUs(99);
  const isLate = judgedLatenessUs(total) > lateLimitUs(total);
  const note = isLate ? 'the generator fell behind' : 'the generator kept up';
  return [
    {
      ...{ label: 'Generator lag p99', value: formatUs(p99), note },
      ...(isLate && { tone: 'warn' as const }),
    },
  ];
}
