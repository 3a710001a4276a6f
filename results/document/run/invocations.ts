import { type OutcomeKind, outcomeKinds } from '../../../core/invoke/outcome.js';
import { sumOf } from '../../../core/measure/fold.js';
import { formatCount, formatSeconds, formatShare } from '../../../core/quantity/format.js';
import { note, numeric } from '../build.js';
import type { Block, Cell, TableBlock, TimeLine, TimePlot, Tone } from '../document.js';
import type { ConcurrencyLimit } from '../run-meta.js';
import { peakOf, timeLine, withoutDrain } from '../series/time-line.js';
import { rateText } from '../wording/rate.js';
import type { RunSection, RunSource } from './run-section.js';

/** A limit that is further above what was reached would flatten the plot: it is only named. */
const drawnUpTo = 3;

/** Colours of failures: throttles are warm, what follows them cold. */
const failureColours = [4, 2, 5, 3, 6, 1];

/** What was asked for and sent, what was in flight, and what it ended in. */
export const invocations: RunSection = (source) => {
  const plots = source.steps.length < 2 ? [] : [rate(source), inFlight(source), failures(source)];
  return {
    title: 'Invocations',
    blocks: [sentence(source), ...imbalance(source), { kind: 'plots', plots }, outcomes(source)],
  };
};

function sentence({ report: { run, books } }: RunSource): Block {
  const { planned, rate: mean } = books.total();
  const what = run.status === 'running' ? 'so far' : 'planned';
  const rates = mean ? `; ${rateText(mean)} on average` : '';
  return note('plain', `${formatCount(planned)} ${what}${rates}.`);
}

/** Books that do not balance come before every number that is taken from them. */
function imbalance({ report: { books } }: RunSource): Block[] {
  if (books.isBalanced) return [];
  const { planned, outcomes: counts } = books.total();
  const text = `The outcomes add up to ${formatCount(sumOf(counts))}, not to ${formatCount(planned)}.`;
  return [note('bad', text)];
}

function rate({ steps, report, stepS }: RunSource): TimePlot {
  const asked = timeLine(
    { label: 'asked', colour: 5, isDashed: true },
    steps,
    stepS,
    (s) => s.askedHz,
  );
  const sent = timeLine({ label: 'sent', colour: 1 }, steps, stepS, (s) => s.sentHz);
  const isClosed = asked.values.every((value) => value === null);
  const mean = report.books.total().rate;
  const summary = mean
    ? `Invocations per second: ${rateText(mean)} on average.`
    : 'Invocations per second, as many as the closed loop got answered.';
  const lines = isClosed ? [sent] : [sent, asked];
  return { title: 'Rate', summary, unit: 'hz', lines: withoutDrain(lines) };
}

function inFlight({ steps, report, stepS }: RunSource): TimePlot {
  const line = timeLine({ label: 'in flight', colour: 1 }, steps, stepS, (step) => step.inFlight);
  const peak = peakOf(line, steps);
  const limits = report.run.meta.concurrencyLimits ?? [];
  const drawn = limits.filter(({ limit }) => limit <= drawnUpTo * (peak?.value ?? 0));
  const most = peak ? `At most ${formatCount(peak.value)} at ${formatSeconds(peak.atS)}.` : '';
  return {
    title: 'In flight',
    summary:
      `Invocations under way at once, the most of each second. ${most} ${limitWords(limits)}`.trim(),
    unit: 'count',
    lines: [line],
    limits: drawn.map(({ label, limit }) => ({
      label: `${label} ${formatCount(limit)}`,
      value: limit,
    })),
  };
}

function limitWords(limits: readonly ConcurrencyLimit[]): string {
  if (limits.length === 0) return '';
  return `Limits: ${limits.map(({ label, limit }) => `${label} ${formatCount(limit)}`).join(', ')}.`;
}

function failures({ steps, report, stepS }: RunSource): TimePlot {
  const { throttles, outcomes } = report.books.total();
  const reasons = [...throttles].sort(([, a], [, b]) => b - a).map(([reason]) => reason);
  const kinds = outcomeKinds.filter(
    (kind) => kind !== 'ok' && kind !== 'throttled' && outcomes[kind] > 0,
  );
  const lines = [...reasons, ...kinds].map((label, at): TimeLine => {
    const colour = failureColours[at % failureColours.length] ?? 1;
    return timeLine({ label, colour }, steps, stepS, ({ failures }) => failures.get(label) ?? zero);
  });
  const count = formatCount(outcomes.throttled);
  const summary =
    lines.length === 0
      ? 'No throttles and no errors.'
      : `What did not succeed, per second: ${count} throttled${reasons.length > 0 ? ', by reason' : ''}; the rest by outcome.`;
  return { title: 'Throttles and errors', summary, unit: 'hz', lines };
}

const zero = { value: 0, low: 0, high: 0 };

function outcomes({ report }: RunSource): TableBlock {
  const { outcomes: counts, planned } = report.books.total();
  const kinds = outcomeKinds.filter((kind) => kind === 'ok' || counts[kind] > 0);
  const rows = kinds.map((kind): Cell[] => [
    { text: kind, isCode: true },
    formatCount(counts[kind]),
    {
      text: formatShare(counts[kind], planned),
      share: planned === 0 ? 0 : counts[kind] / planned,
      tone: toneOf(kind),
    },
  ]);
  return {
    kind: 'table',
    caption:
      report.run.status === 'running'
        ? `What ${formatCount(planned)} invocations ended in so far`
        : `What ${formatCount(planned)} planned invocations ended in`,
    head: [{ text: 'Outcome' }, ...numeric('Count', 'Share')],
    rows,
  };
}

function toneOf(kind: OutcomeKind): Tone {
  if (kind === 'ok') return 'good';
  return kind === 'throttled' || kind === 'dropped' || kind === 'aborted' ? 'warn' : 'bad';
}
