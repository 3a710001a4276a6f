import { formatCount, formatShare, formatUs } from '../../../core/quantity/format.js';
import type {
  MeanAndMost,
  ReconciledCount,
  ReconciledScope,
  Reconciliation,
} from '../../../core/reconcile/reconciliation.js';
import { capitalized, note, numeric, textual } from '../build.js';
import type { Block, Cell, TableBlock, Tone } from '../document.js';
import {
  boundsText,
  findingText,
  reconciliationText,
  scopeText,
} from '../wording/reconciliation.js';
import type { RunSection } from './run-section.js';

/** What CloudWatch counted in the run's minutes, beside what Reprise did. */
export const reconciled: RunSection = ({ report: { run } }) => {
  const { reconciliation } = run.meta;
  if (!reconciliation) return undefined;
  return { title: 'CloudWatch', blocks: [...sentences(reconciliation), ...table(reconciliation)] };
};

function sentences(reconciliation: Reconciliation): Block[] {
  const { status, fromMs, toMs, allowedShare, scopes } = reconciliation;
  const tone: Tone = status === 'agrees' ? 'plain' : 'warn';
  const may =
    allowedShare > 0 ? ` Others may make ${formatShare(allowedShare, 1)} of the invocations.` : '';
  const minutes = `Whole minutes were read: from ${minuteText(fromMs)} to ${endText(fromMs, toMs)} UTC.`;
  const isOfEvents = scopes.some(({ counts }) =>
    counts.some(({ metric, own }) => metric === 'AsyncEventsReceived' && own.least > 0),
  );
  return [
    note(tone, `${capitalized(reconciliationText(reconciliation))}.${may}`),
    ...(status === 'unread' ? [] : [note('plain', minutes)]),
    ...(status === 'others' && isOfEvents ? [note('plain', againText)] : []),
    ...(isUnclean(status) ? [note('plain', uncleanTexts[status])] : []),
  ];
}

const againText =
  'An invocation too many may also be an event that the queue ran once more after it was followed.';

type Unclean = Exclude<Reconciliation['status'], 'agrees'>;

function isUnclean(status: Reconciliation['status']): status is Unclean {
  return status !== 'agrees';
}

/** What the difference does to the verdict. */
const uncleanTexts: Record<Unclean, string> = {
  others:
    "The function was not this run's alone: its latencies, cold starts and throttles may be theirs as much as the run's, so what held is inconclusive.",
  fewer:
    'An answer that the service has not counted may have come from somewhere else: look at the endpoint, the account and the region.',
  incomplete: 'Look again later: reprise reconcile.',
  unread: 'Look again: reprise reconcile.',
};

function minuteText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** The day is said once. */
function endText(fromMs: number, toMs: number): string {
  const [from, to] = [minuteText(fromMs), minuteText(toMs)];
  return from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to;
}

function table({ scopes }: Reconciliation): TableBlock[] {
  if (scopes.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'What Reprise counted, and what CloudWatch did',
      head: [...textual('', ''), ...numeric('Reprise', 'CloudWatch'), ...textual('')],
      rows: scopes.flatMap(rowsOf),
    },
  ];
}

function rowsOf(each: ReconciledScope): Cell[][] {
  const counts = each.counts.filter(isTelling).map((count): [string, ...Cell[]] => {
    const seen = count.service === null ? '–' : formatCount(count.service);
    return [count.metric, boundsText(count.own), seen, findingCell(count)];
  });
  const { executedVersion } = each.scope;
  const title =
    executedVersion === undefined ? scopeText(each.scope) : `· version ${executedVersion}`;
  // The scope is said once, in its first row.
  return [...counts, ...besideRows(each)].map((row, i) => [i === 0 ? title : '', ...row]);
}

/** Zeros on both sides say nothing, but for the first of them. */
function isTelling({ metric, own, service, finding }: ReconciledCount): boolean {
  if (metric === 'Invocations' || metric === 'Errors' || finding !== 'agrees') return true;
  return own.least > 0 || (service ?? 0) > 0;
}

function findingCell(count: ReconciledCount): Cell {
  const text = findingText(count);
  return count.finding === 'agrees' ? text : { text, tone: 'warn' };
}

/** Times and the like are not the same on both sides: they stand beside each other. */
function besideRows(each: ReconciledScope): [string, ...Cell[]][] {
  const { durationMs, ownDurationMs, ageMs, concurrency, deliveryFailures } = each;
  const rows: [string, ...Cell[]][] = [];
  if (durationMs) rows.push(['Duration (mean)', meanText(ownDurationMs), meanText(durationMs), '']);
  if (ageMs) rows.push(['AsyncEventAge (mean)', '–', meanText(ageMs), '']);
  if (concurrency !== null) {
    rows.push(['ConcurrentExecutions (max)', '–', formatCount(concurrency), '']);
  }
  if (deliveryFailures !== null && deliveryFailures > 0) {
    const text = formatCount(deliveryFailures);
    rows.push(['DestinationDeliveryFailures', '–', { text, tone: 'warn' }, '']);
  }
  return rows;
}

function meanText(time: MeanAndMost | null): string {
  return time === null ? '–' : formatUs(time.mean * 1000);
}
