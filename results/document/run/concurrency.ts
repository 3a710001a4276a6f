import type {
  ConcurrencyFindings,
  Demand,
  LimitPlace,
  ThrottlingFinding,
} from '../../../core/judge/concurrency/findings.js';
import { shortName } from '../../../core/judge/concurrency/load.js';
import { formatCount, formatHz, formatSeconds, formatUs } from '../../../core/quantity/format.js';
import { note, numeric, textual } from '../build.js';
import type { Block, Cell, NoteBlock, TableBlock, Tone } from '../document.js';
import type { RunRecord } from '../run-meta.js';
import { concurrencySentences, gapSentence } from '../wording/concurrency.js';
import { limitTexts } from '../wording/limits.js';
import type { RunSection } from './run-section.js';

/** Where throttling began and by which limit, how provisioned concurrency held, what the load needed. */
export const concurrency: RunSection = ({ report }) => {
  const { concurrency: findings, run } = report;
  if (!findings) return undefined;
  const said = hasMatter(run, findings) ? notesOf(run, findings) : [];
  const blocks: Block[] = [
    ...said,
    ...(findings.throttling.length === 0 ? [] : [throttling(findings.throttling)]),
    ...(findings.demand.length === 0 ? [] : [demand(findings)]),
    ...(said.length === 0 ? findings.notes.map((gap) => detail(gapSentence(gap))) : []),
  ];
  return blocks.length === 0 ? undefined : { title: 'Concurrency', blocks };
};

function notesOf({ meta }: RunRecord, findings: ConcurrencyFindings): NoteBlock[] {
  const { throttling, provisioned, demand, notes } = concurrencySentences(findings);
  const limits = limitTexts(meta.limits);
  const names = findings.demand.map(({ functionName }) => functionName);
  const nameOf = (i: number): string => (names.length > 1 ? `${names[i]}: ` : '');
  return [
    ...throttling.map((sentences) => note('warn', sentences.join(' '))),
    ...(limits.length === 0 ? [] : [note('plain', `Limits: ${limits.join(' · ')}.`)]),
    ...provisioned.map((sentences) => note('plain', sentences.join(' '))),
    ...demand.map((sentences, i) => note('plain', nameOf(i) + sentences.join(' '))),
    ...notes.map((text) => note('plain', text)),
  ];
}

/**
 * What a run needed is worth a sentence where a limit stands beside it; that an endpoint has no control
 * plane is worth none.
 */
function hasMatter({ meta }: RunRecord, { throttling, provisioned }: ConcurrencyFindings): boolean {
  const { limits } = meta;
  if (throttling.length + provisioned.length + limitTexts(limits).length > 0) return true;
  return limits?.account.kind === 'unreadable' && limits.account.cause !== 'noControlPlane';
}

const places: Record<LimitPlace, { text: string; tone: Tone }> = {
  atLimit: { text: 'at the limit', tone: 'good' },
  below: { text: 'below the limit', tone: 'bad' },
  above: { text: 'above the limit', tone: 'warn' },
  unknown: { text: 'not known', tone: 'plain' },
};

function throttling(findings: readonly ThrottlingFinding[]): TableBlock {
  const rows = findings.map((finding): Cell[] => {
    const { functions, reason, firstS, limitValue, unit, place, throughout } = finding;
    const limit = limitValue === null ? '–' : amount(limitValue, unit);
    const held = unit === 'concurrency' ? throughout?.running : throughout?.admittedHz;
    return [
      functions.map(shortName).join(', '),
      { text: reason, isCode: true },
      formatSeconds(Number(firstS.toPrecision(2))),
      `${finding.isSampled ? 'about ' : ''}${formatCount(finding.inFlight)}`,
      held === undefined ? '–' : amount(held, unit),
      limit,
      places[place],
    ];
  });
  return {
    kind: 'table',
    isDetail: true,
    caption:
      'Where throttling began: the most in flight in its first second; while it lasted, the median of what ran at once or, of a limit on a rate, of what was admitted',
    head: [
      ...textual('Function', 'Reason'),
      ...numeric('From', 'In flight', 'While it lasted', 'Limit'),
      ...textual('Began'),
    ],
    rows,
  };
}

/** Both by Little's law and as it was measured. */
function demand({ demand: findings }: ConcurrencyFindings): TableBlock {
  const rows = findings.flatMap(({ functionName, whole, busiest }): Cell[][] => {
    const name = shortName(functionName);
    const isLonger = whole.toS - whole.fromS > busiest.toS - busiest.fromS;
    const busiestRow = rowOf(
      `${name}, busiest ${formatSeconds(busiest.fromS)} to ${formatSeconds(busiest.toS)}`,
      busiest,
    );
    return [rowOf(name, whole), ...(isLonger ? [busiestRow] : [])];
  });
  return {
    kind: 'table',
    isDetail: true,
    caption:
      'Concurrency that the load needs, arrival rate × mean service time (Little’s law), and what was in flight',
    head: [
      ...textual('Function'),
      ...numeric('Arrivals', 'Service time', 'Needed', 'In flight, mean', 'at most'),
    ],
    rows,
  };
}

function rowOf(name: string, of: Demand): Cell[] {
  return [
    name,
    formatHz(of.arrivalHz),
    formatUs(of.serviceMs * 1000),
    String(Number(of.needed.toPrecision(3))),
    String(Number(of.meanInFlight.toPrecision(3))),
    formatCount(of.peakInFlight),
  ];
}

function amount(value: number, unit: ThrottlingFinding['unit']): string {
  if (unit === 'perSecond') return formatHz(value);
  return value < 10 ? String(Number(value.toPrecision(2))) : formatCount(value);
}

function detail(text: string): NoteBlock {
  return { ...note('plain', text), isDetail: true };
}
