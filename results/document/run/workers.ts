import type { WorkerFacts } from '../../../core/fleet/worker-facts.js';
import {
  formatCount,
  formatSeconds,
  formatShare,
  formatUs,
} from '../../../core/quantity/format.js';
import { detailed, limited, note, numeric, textual } from '../build.js';
import type { Block, Cell } from '../document.js';
import { byOrigin } from './origins.js';
import type { RunSection } from './run-section.js';

const rowsShown = { page: 1000, summary: 10 };

/** Of a fleet: which worker sent how much, how it fared, and who was lost. */
export const workers: RunSection = ({ report: { run } }) => {
  const all = run.meta.workers ?? [];
  if (all.length === 0) return undefined;
  const { shown, limits } = limited(all, rowsShown, (rest) => `${formatCount(rest.length)} more`);
  const head = [
    ...textual('Worker', 'Origin'),
    ...numeric('Threads', 'Sent', 'Response p99', 'Lag p99', 'Busy'),
    ...detailed(numeric('Clock', 'Queue')),
    ...textual(''),
  ];
  const table: Block = { kind: 'table', head, rows: shown.map(cellsOf), ...limits };
  return { title: 'Workers', blocks: [...all.flatMap(lossOf), table, ...byOrigin(all)] };
};

function lossOf({ name, host, lost }: WorkerFacts): Block[] {
  if (!lost) return [];
  const { atS, how, heardUntilS, replacedBy: by } = lost;
  const until = by ? ` ${by.name} took its place from ${formatSeconds(by.fromS)} on.` : '';
  const text = `${name} (${host}) was lost at ${formatSeconds(atS)}: ${how}. What it had not reported by ${formatSeconds(heardUntilS)} is counted as aborted, though some of it may have run.${until}`;
  return [note('warn', text)];
}

function cellsOf(worker: WorkerFacts): Cell[] {
  const { name, origin, threads, sent, p99Us, lateP99Us, busyShare, longestQueue, lost } = worker;
  return [
    { text: name, isCode: true },
    origin,
    formatCount(threads),
    formatCount(sent),
    p99Us === null ? '–' : formatUs(p99Us),
    lateP99Us === null ? '–' : formatUs(lateP99Us),
    formatShare(busyShare, 1),
    clockText(worker),
    formatCount(longestQueue),
    lost ? { text: lost.replacedBy ? 'replaced' : 'lost', tone: 'warn' } : '',
  ];
}

function clockText({ clockOffsetUs, clockErrorUs }: WorkerFacts): string {
  const sign = clockOffsetUs < 0 ? '-' : '+';
  return `${sign}${formatUs(Math.abs(clockOffsetUs))} ± ${formatUs(clockErrorUs)}`;
}
