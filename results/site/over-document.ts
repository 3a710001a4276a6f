import { numeric, textual } from '../document/build.js';
import type { Cell, ReportDocument } from '../document/document.js';
import type { RunReport } from '../document/run-report.js';
import { places } from './place.js';
import { runCells, runColumns } from './run-cells.js';

/** The finished runs that a run can be laid over, those of its name first. */
export function overDocument(report: RunReport, others: readonly RunReport[]): ReportDocument {
  const { id, meta } = report.run;
  const isAlike = (other: RunReport): boolean => other.run.meta.name === meta.name;
  const ordered = [...others.filter(isAlike), ...others.filter((other) => !isAlike(other))];
  const rows = ordered.map((other): Cell[] => [
    ...runCells(other),
    other.run.meta.name,
    { text: 'over this one', href: places.overlay(other.run.id, id), isWhole: true },
  ]);
  const head = [...runColumns(textual, numeric), ...textual('Scenario', 'Overlaid')];
  const reason = `lay ${id} over another run`;
  return {
    title: `${id} over another run – Reprise`,
    headline: { tone: 'plain', verdict: 'Overlay', reason, lines: [meta.name], facts: [] },
    nav: [
      { text: 'All runs', href: places.index },
      { text: 'The run', href: places.run(id) },
    ],
    sections: [{ title: 'Over which one', blocks: [{ kind: 'table', head, rows }] }],
  };
}
