import { formatBytes, formatCount } from '../../core/quantity/format.js';
import type { Recording } from '../../core/recording/recording.js';
import { numeric, textual } from '../document/build.js';
import type { Cell, Fact, ReportDocument, Section } from '../document/document.js';
import type { RunReport } from '../document/run-report.js';
import { places } from './place.js';
import { overlayCell, runCells, runColumns } from './run-cells.js';

/** All that a database holds, as it is listed. */
export interface SiteContents {
  /** Where it is from: the file's name. */
  database: string;
  /** The latest first. */
  runs: readonly RunReport[];
  /** How many there are, those that are not listed too. */
  all: number;
  /** In flight over each run, by its id. */
  sparks: ReadonlyMap<string, readonly number[]>;
  recordings: readonly Recording[];
}

/** The first page: every run with its verdict, and every recording. */
export function indexDocument(contents: SiteContents): ReportDocument {
  const { database, runs, all } = contents;
  const count = (verdict: RunReport['verdict']): number =>
    runs.filter((run) => run.verdict === verdict && run.run.status !== 'running').length;
  const running = runs.filter(({ run }) => run.status === 'running').length;
  const facts: Fact[] = [
    { label: 'Runs', value: formatCount(all), note: running > 0 ? `${running} running` : '' },
    { label: 'Passed', value: formatCount(count('pass')) },
    {
      label: 'Failed',
      value: formatCount(count('fail')),
      ...(count('fail') > 0 && { tone: 'bad' as const }),
    },
    { label: 'Recordings', value: formatCount(contents.recordings.length) },
  ];
  const listed =
    all > runs.length
      ? `the latest ${formatCount(runs.length)} of ${formatCount(all)} runs`
      : `${formatCount(all)} runs`;
  return {
    title: `Runs in ${database} – Reprise`,
    headline: { tone: 'plain', verdict: 'Lab book', reason: listed, lines: [database], facts },
    sections: [...scenarios(runs), runsOf(contents), ...recordingsOf(contents)],
  };
}

/** Each scenario that was run more than once, with the way to its trend. */
function scenarios(runs: readonly RunReport[]): Section[] {
  const names = new Map<string, RunReport[]>();
  for (const run of runs) {
    const { name } = run.run.meta;
    names.set(name, [...(names.get(name) ?? []), run]);
  }
  const rows = [...names].map(([name, of]): Cell[] => [
    of.length > 1 ? { text: name, href: places.trend(name) } : name,
    formatCount(of.length),
    ...runCells(of[0] as RunReport).slice(0, 3),
  ]);
  const head = [...textual('Scenario'), ...numeric('Runs'), ...textual('Last', 'Run', 'Started')];
  if (rows.length === 0) return [];
  return [
    {
      title: 'Scenarios',
      blocks: [{ kind: 'table', caption: 'A name leads to its trend.', head, rows }],
    },
  ];
}

function runsOf({ runs, sparks }: SiteContents): Section {
  const before = runsBefore(runs);
  const rows = runs.map((run): Cell[] => [
    ...runCells(run),
    run.run.meta.name,
    overlayCell(before.get(run), run),
    { text: '', spark: [...(sparks.get(run.run.id) ?? [])] },
  ]);
  const head = [...runColumns(textual, numeric), ...textual('Scenario', 'Overlaid', 'In flight')];
  return {
    title: 'Runs',
    blocks:
      rows.length === 0
        ? [{ kind: 'note', tone: 'plain', text: 'No runs yet.' }]
        : [{ kind: 'table', head, rows }],
  };
}

/** The finished run of the same name before each; `runs` has the latest first. */
function runsBefore(runs: readonly RunReport[]): Map<RunReport, RunReport> {
  const before = new Map<RunReport, RunReport>();
  const later = new Map<string, RunReport>();
  for (const report of runs) {
    if (report.run.status !== 'finished') continue;
    const { name } = report.run.meta;
    const next = later.get(name);
    if (next) before.set(next, report);
    later.set(name, report);
  }
  return before;
}

function recordingsOf({ recordings }: SiteContents): Section[] {
  if (recordings.length === 0) return [];
  const rows = recordings.map(({ name, recordCount, payloadBytes }): Cell[] => [
    { text: name, href: places.recording(name) },
    formatCount(recordCount),
    formatBytes(payloadBytes),
    recordCount === 0 ? '–' : formatBytes(payloadBytes / recordCount),
  ]);
  const head = [...textual('Recording'), ...numeric('Events', 'Bytes', 'Mean size')];
  return [{ title: 'Recordings', blocks: [{ kind: 'table', head, rows }] }];
}
