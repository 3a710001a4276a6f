import type {
  ConcurrencyFindings,
  Demand,
  LimitPlace,
  ThrottlingFinding,
} from '../../../core/judge/concurrency/findings.js';
import { shortName } from '../../../core/judge/concurrency/load.js';
import { formatCount, formatHz, formatSeconds, formatUs } from '../../../core/quantity/format.js';
import type { Block, Cell, NoteBlock, TableBlock, Tone } from '../page-model.js';
import { concurrencySentences } from '../wording/concurrency.js';
import { limitTexts } from '../wording/limits.js';
import type { RunSection } from './run-section.js';

/** Where throttling began and by which limit, how provisioned concurrency held, what the load needed. */
export const concurrency: RunSection = ({ report }) => {
  const { concurrency: findings, run } = report;
  if (!findings) return undefined;
  const limits = limitTexts(run.meta.limits);
  const said = concurrencySentences(findings);
  const blocks: Block[] = [
    ...said.throttling.map((sentences) => note('warn', sentences.join(' '))),
    ...said.provisioned.map((sentences) => note('plain', sentences.join(' '))),
    ...(limits.length === 0 ? [] : [note('plain', `Limits: ${limits.join(' · ')}.`)]),
    ...(findings.throttling.length === 0 ? [] : [throttling(findings.throttling)]),
    ...(findings.demand.length === 0 ? [] : [demand(findings)]),
    ...said.notes.map((text) => note('plain', text)),
  ];
  return blocks.length === 0 ? undefined : { title: 'Concurrency', blocks };
};

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
  const right = 'right' as const;
  return {
    kind: 'table',
    caption:
      'Where throttling began: the most in flight in its first second; while it lasted, the median of what ran at once or, of a limit on a rate, of what was admitted',
    head: [
      { text: 'Function' },
      { text: 'Reason' },
      { text: 'From', align: right },
      { text: 'In flight', align: right },
      { text: 'While it lasted', align: right },
      { text: 'Limit', align: right },
      { text: 'Began' },
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
  const right = 'right' as const;
  return {
    kind: 'table',
    caption:
      'Concurrency that the load needs, arrival rate × mean service time (Little’s law), and what was in flight',
    head: [
      { text: 'Function' },
      { text: 'Arrivals', align: right },
      { text: 'Service time', align: right },
      { text: 'Needed', align: right },
      { text: 'In flight, mean', align: right },
      { text: 'at most', align: right },
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

function note(tone: Tone, text: string): NoteBlock {
  return { kind: 'note', tone, text };
}
