import {
  formatBytes,
  formatCount,
  formatHz,
  formatShare,
  formatUs,
} from '../../core/quantity/format.js';
import { isoTime } from '../../core/quantity/iso-time.js';
import type { ArrivalsOverTime } from '../../core/recording/store/arrivals.js';
import type { ValueCount } from '../../core/recording/store/details.js';
import type { SizeClass } from '../../core/recording/store/size-classes.js';
import type { RecordingDetails } from '../../core/recording/store/store.js';
import { note, numeric, textual } from '../document/build.js';
import type { Block, Cell, Fact, ReportDocument, Section } from '../document/document.js';
import { places } from './place.js';

/** More steps than a plot has room for. */
export const mostBuckets = 600;

/** A recording, as it is looked at. */
export interface RecordingContents {
  details: RecordingDetails;
  sizes: readonly SizeClass[];
  /** In buckets of whole seconds; undefined where no event has a time. */
  arrivals: ArrivalsOverTime | undefined;
}

/** One recording: when its events came, how large they are, and for which functions. */
export function recordingDocument(contents: RecordingContents): ReportDocument {
  const { details, arrivals } = contents;
  const { name, recordCount, distinctPayloads } = details;
  return {
    title: `${name} – Reprise`,
    nav: [{ text: 'All runs', href: places.index }],
    ...(arrivals && { axis: axisOf(arrivals) }),
    headline: {
      tone: 'plain',
      verdict: 'Recording',
      reason: `${formatCount(recordCount)} events, ${formatCount(distinctPayloads)} of them different`,
      lines: [name, ...details.sources.map(({ source }) => `From ${sourceName(source)}`)],
      facts: factsOf(contents),
    },
    sections: [
      { title: 'Arrivals', blocks: arrivalBlocks(contents) },
      { title: 'Sizes', blocks: [sizeTable(contents)] },
      ...values('Function', details.functions, recordCount),
      ...values('Qualifier', details.qualifiers, recordCount),
      ...values('Invocation type', details.invocationTypes, recordCount),
    ],
  };
}

const sourceName = (source: string): string => (source === '-' ? 'standard input' : source);

function factsOf({ details, arrivals }: RecordingContents): Fact[] {
  const { sizeBytes, payloadBytes, firstCapturedAtUs: first, lastCapturedAtUs: last } = details;
  const span = first === undefined || last === undefined ? '–' : formatUs(last - first);
  const { p50, p99, max } = sizeBytes;
  return [
    { label: 'Events', value: formatCount(details.recordCount) },
    {
      label: 'Captured over',
      value: span,
      note: first === undefined ? '' : `from ${isoTime(first)}`,
    },
    {
      label: 'Busiest second',
      value: arrivals ? formatCount(arrivals.peak.count) : '–',
      note: arrivals ? `at ${isoTime(arrivals.peak.startUs)}` : '',
    },
    {
      label: 'Payloads',
      value: formatBytes(payloadBytes),
      note: `p50 ${formatBytes(p50)}, p99 ${formatBytes(p99)}, max ${formatBytes(max)}`,
    },
  ];
}

function axisOf({ bucketUs, counts }: ArrivalsOverTime): ReportDocument['axis'] & object {
  const stepS = bucketUs / 1e6;
  return { startS: counts.map((_, at) => at * stepS), stepS, marks: [] };
}

function arrivalBlocks({ details, arrivals }: RecordingContents): Block[] {
  if (arrivals === undefined)
    return [note('plain', 'No event has a capture time: replay the recording at a rate.')];
  const untimed = details.recordCount - details.timedCount;
  const { counts, bucketUs, peak, longestGap } = arrivals;
  const rates = counts.map((count) => Number(((count * 1e6) / bucketUs).toPrecision(4)));
  const gap = longestGap ? ` The longest gap is ${formatUs(longestGap.durationUs)}.` : '';
  const summary = `Up to ${formatHz(Math.max(...rates))} over ${formatUs(bucketUs)}, and ${formatCount(peak.count)} in the busiest second.${gap}`;
  const line = { label: 'arrivals', colour: 1, values: rates };
  return [
    { kind: 'plots', plots: [{ title: 'Arrivals over time', summary, unit: 'hz', lines: [line] }] },
    ...(untimed > 0
      ? [note('plain', `${formatCount(untimed)} events have no capture time and are not in it.`)]
      : []),
  ];
}

function sizeTable({ details, sizes }: RecordingContents): Block {
  const rows = sizes.map(({ upToBytes, count }): Cell[] => [
    `up to ${formatBytes(upToBytes)}`,
    ...counted(count, details.recordCount),
  ]);
  return {
    kind: 'table',
    head: [...textual('Payload'), ...numeric('Events'), ...textual('Share')],
    rows,
  };
}

/** How many, and which share of all with its bar. */
function counted(count: number, all: number): Cell[] {
  return [formatCount(count), { text: formatShare(count, all), share: count / Math.max(1, all) }];
}

/** So many different values are listed. */
const mostValues = 20;

function values(title: string, found: readonly ValueCount[], all: number): Section[] {
  if (found.length === 0) return [];
  const rows = found
    .slice(0, mostValues)
    .map(({ value, count }): Cell[] => [value, ...counted(count, all)]);
  const rest = found.length - rows.length;
  return [
    {
      title: `${title}s`,
      blocks: [
        {
          kind: 'table',
          head: [...textual(title), ...numeric('Events'), ...textual('Share')],
          rows,
          ...(rest > 0 && { rest: `and ${formatCount(rest)} more` }),
        },
      ],
    },
  ];
}
