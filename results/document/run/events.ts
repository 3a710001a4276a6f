import type { FollowFindings, WitnessReport } from '../../../core/follow/findings.js';
import {
  EventBook,
  type EventBookData,
  eventEnds,
  type UnknownReason,
} from '../../../core/measure/event-book.js';
import { costOfEvents } from '../../../core/measure/event-cost.js';
import type { LatencyHistogram } from '../../../core/measure/histogram.js';
import type { PlannedWorkload } from '../../../core/measure/run-books.js';
import { formatCount, formatShare, formatUs, formatUsd } from '../../../core/quantity/format.js';
import { note, numeric, textual } from '../build.js';
import { linkCell, logLink } from '../console-links.js';
import type { Block, Cell, FlowBlock, TableBlock, Tone } from '../document.js';
import type { RunRecord } from '../run-meta.js';
import { timeCells, timeColumns } from '../times.js';
import { priceText } from '../wording/cost.js';
import {
  attemptsText,
  besideTexts,
  clockText,
  endTexts,
  imbalanceText,
  statusText,
  unknownTexts,
  witnessNames,
} from '../wording/events.js';
import { eventsOverTime } from './events-over-time.js';
import type { RunSection } from './run-section.js';

/** What became of the events that were accepted, how often they were tried, and how long it took. */
export const events: RunSection = (source) => {
  const { follow, run, books } = source.report;
  if (!follow) return undefined;
  const book = EventBook.fromData(follow.total);
  return {
    title: 'Events',
    blocks: [
      ...sentences(follow),
      flow(follow.total),
      ends(follow.total),
      note('plain', [attemptsText(follow.total), ...besideTexts(follow.total)].join(' ')),
      ...cost(follow, books.workloads),
      ...times(book),
      ...eventsOverTime(source),
      ...clock(follow),
      ...versions(follow),
      ...worst(follow, run),
      sources(follow.witnesses),
    ],
  };
};

function sentences(follow: FollowFindings): Block[] {
  const imbalance = imbalanceText(follow);
  const sampled =
    follow.sample < 1 ? ` A sample: ${formatShare(follow.sample, 1)} of all events.` : '';
  const unknown = Object.entries(follow.total.why) as [UnknownReason, number][];
  return [
    ...(imbalance === undefined ? [] : [note('bad', imbalance)]),
    note(follow.status === 'complete' ? 'plain' : 'warn', `${statusText(follow)}${sampled}`),
    ...unknown.map(([why, count]) =>
      note('warn', `${formatCount(count)} unknown: ${unknownTexts[why]}.`),
    ),
    ...follow.witnesses.flatMap(({ problem }) => (problem ? [note('warn', problem)] : [])),
  ];
}

const tones: Partial<Record<(typeof eventEnds)[number], Tone>> = {
  ...{ failed: 'bad', expired: 'bad', discarded: 'bad', lost: 'bad' },
  ...{ pending: 'warn', unknown: 'warn' },
};

function flow({ ends: counts, accepted }: EventBookData): FlowBlock {
  const to = eventEnds
    .filter((end) => counts[end] > 0)
    .map((end) => ({
      label: end,
      count: counts[end],
      text: `${formatCount(counts[end])} (${formatShare(counts[end], accepted)})`,
      tone: tones[end] ?? ('good' as const),
    }));
  const words = to.map(({ label, text }) => `${text} ${label}`).join(', ');
  return {
    ...{ kind: 'flow', title: 'From acceptance to the end', to },
    summary: `Of ${formatCount(accepted)} accepted events ${words}.`,
    from: { label: 'accepted', count: accepted },
  };
}

function ends({ ends: counts, accepted }: EventBookData): TableBlock {
  return {
    kind: 'table',
    caption: 'What became of each accepted event',
    head: [...textual('End'), ...numeric('Events', 'Share'), ...textual('')],
    rows: eventEnds
      .filter((end) => counts[end] > 0 || end === 'completed')
      .map((end): Cell[] => [
        tones[end] ? { text: end, tone: tones[end] } : end,
        formatCount(counts[end]),
        {
          text: formatShare(counts[end], accepted),
          share: accepted === 0 ? 0 : counts[end] / accepted,
        },
        endTexts[end],
      ]),
  };
}

/** Also in the cost of the run. */
function cost(
  { workloads, sample, total }: FollowFindings,
  planned: readonly PlannedWorkload[],
): Block[] {
  const known = costOfEvents(workloads, planned);
  if (known === undefined) return [];
  const { usd, durationUsd, attempts } = known;
  const of = sample < 1 ? ', of the sample' : '';
  const text = `${formatCount(attempts)} attempts were billed, ${formatCount(total.coldStarts)} of them cold: ${formatUsd(usd)}, ${formatUsd(durationUsd)} of it for duration (${priceText(planned)}${of}).`;
  return [note('plain', text)];
}

function times({ queue, endToEnd, duration }: EventBook): TableBlock[] {
  const rows: [string, LatencyHistogram][] = [
    ['in the queue', queue],
    ['end to end', endToEnd],
    ['attempt', duration],
  ];
  const known = rows.filter(([, histogram]) => histogram.count > 0);
  if (known.length === 0) return [];
  return [
    {
      kind: 'table',
      caption:
        'Times of events from when each should have been sent: in the queue until its first attempt began, end to end until an attempt succeeded; and of each attempt',
      head: [{ text: '' }, ...timeColumns],
      rows: known.map(([name, histogram]): Cell[] => [name, ...timeCells(histogram)]),
    },
  ];
}

function clock({ clockOffset, total }: FollowFindings): Block[] {
  if (clockOffset === undefined || total.queue === null) return [];
  return [{ ...note('plain', clockText(clockOffset)), isDetail: true }];
}

function versions({ versions: books }: FollowFindings): TableBlock[] {
  const rows = Object.entries(books).sort(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  if (rows.length < 2) return [];
  return [
    {
      kind: 'table',
      caption: 'Events by the version of their last attempt',
      head: [...textual('Version'), ...numeric('Events', 'Completed', 'Failed', 'p99 end to end')],
      rows: rows.map(([version, data]): Cell[] => {
        const { endToEnd } = EventBook.fromData(data);
        const p99 = endToEnd.count === 0 ? '–' : formatUs(endToEnd.percentileUs(99));
        const { completed, failed } = data.ends;
        return [
          version,
          formatCount(data.accepted),
          formatCount(completed),
          formatCount(failed),
          p99,
        ];
      }),
    },
  ];
}

/** By name, so that they can be looked up in the log. */
function worst({ worst: rows }: FollowFindings, { startedAtMs, meta }: RunRecord): TableBlock[] {
  if (rows.length === 0) return [];
  const linked = rows.map(({ requestId, workload, intendedMs }) =>
    logLink(meta.endpoint, meta.plan[workload]?.functionName ?? '', requestId, intendedMs),
  );
  const hasLog = linked.some((link) => link !== undefined);
  const time = (us: number | null): string => (us === null ? '–' : formatUs(us));
  return [
    {
      kind: 'table',
      isDetail: true,
      caption: 'The events that ended worst, or took longest: search the log for their request ids',
      head: [
        ...textual('Request id', 'End'),
        ...numeric('Due', 'Attempts', 'In the queue', 'End to end'),
        ...textual(...(hasLog ? ['Log'] : [])),
      ],
      rows: rows.map((each, at): Cell[] => [
        { text: each.requestId, isCode: true },
        each.end,
        formatUs((each.intendedMs - startedAtMs) * 1000),
        each.attempts === null ? '–' : formatCount(each.attempts),
        time(each.queueUs),
        time(each.endToEndUs),
        ...(hasLog ? [linkCell('log', linked[at])] : []),
      ]),
    },
  ];
}

function sources(witnesses: readonly WitnessReport[]): TableBlock {
  return {
    kind: 'table',
    isDetail: true,
    caption: 'Where it was looked for',
    head: [
      ...textual('Source', 'Name'),
      ...numeric('Read', 'Of others', 'Calls'),
      ...textual('Complete to'),
    ],
    rows: witnesses.map(({ witness, source, read, foreign, requests, completeMs }): Cell[] => [
      witnessNames[witness],
      { text: source, isCode: true },
      ...[read, foreign, requests].map(formatCount),
      completeMs > 0 ? new Date(completeMs).toISOString() : 'not read',
    ]),
  };
}
