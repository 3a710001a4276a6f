import type { RunVerdict } from '../../../core/judge/verdict.js';
import type { RunStatus } from '../../../core/measure/run-books.js';
import { formatCount, formatShare, formatUs } from '../../../core/quantity/format.js';
import { latenciesOf, type RunReport } from '../../document/run-report.js';
import { clip, plain } from './plain.js';
import type { Style } from './style.js';
import { table } from './table.js';

/** One run of `reprise runs --json`. */
export interface ListedRun {
  id: string;
  name: string;
  status: RunStatus;
  startedAt: string;
  endedAt: string | null;
  planned: number;
  ok: number;
  /** Of response times; null when nothing was served. */
  p99Us: number | null;
  /** What that is the time of: `invocation`, `acceptance`, `validation`. */
  latencyOf: string[];
  verdict: RunVerdict;
  tags: Record<string, string>;
  note: string | null;
}

/** What the list says of a run. */
export function listedRun({ run, books, verdict }: RunReport): ListedRun {
  const { planned, outcomes, response } = books.total();
  return {
    id: run.id,
    name: run.meta.name,
    status: run.status,
    startedAt: new Date(run.startedAtMs).toISOString(),
    endedAt: run.endedAtMs === undefined ? null : new Date(run.endedAtMs).toISOString(),
    planned,
    ok: outcomes.ok,
    p99Us: response.count === 0 ? null : response.percentileUs(99),
    latencyOf: latenciesOf(books),
    verdict,
    tags: run.meta.tags ?? {},
    note: run.meta.note ?? null,
  };
}

/** The runs as a table for a person: `✓` passed, `✗` failed, `◌` inconclusive, `•` nothing expected, `…` still running. */
export function runsTable(runs: readonly ListedRun[], style: Style): string[] {
  const hasTags = runs.some(({ tags }) => Object.keys(tags).length > 0);
  const names = ['  run', 'name', 'status', 'planned', 'ok', 'p99', ...(hasTags ? ['tags'] : [])];
  const head = names.map(style.dim);
  const rows = runs.map((run) => [
    `${markOf(run, style)} ${run.id}`,
    clip(plain(run.name), 18),
    run.status,
    formatCount(run.planned),
    formatShare(run.ok, run.planned),
    run.p99Us === null ? '–' : formatUs(run.p99Us) + noteOf(run),
    ...(hasTags ? [clip(plain(tagsText(run)), 30)] : []),
  ]);
  const align = ['left', 'left', 'left', 'right', 'right', 'left', 'left'] as const;
  const lines = table([head, ...rows], align);
  const hasNotes = runs.some((run) => run.p99Us !== null && noteOf(run) !== '');
  const note = `${asterisk} of acceptance or of a check, not of the function`;
  return hasNotes ? [...lines, '', style.dim(note)] : lines;
}

function tagsText({ tags }: ListedRun): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

const asterisk = '*';

function noteOf({ latencyOf }: ListedRun): string {
  return latencyOf.some((of) => of !== 'invocation') ? asterisk : '';
}

function markOf({ verdict, status }: ListedRun, style: Style): string {
  if (status === 'running') return style.dim('…');
  if (verdict === 'pass') return style.green('✓');
  if (verdict === 'none') return '•';
  return verdict === 'fail' ? style.red('✗') : style.yellow('◌');
}
