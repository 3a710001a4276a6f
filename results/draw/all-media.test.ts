import { describe, expect, it } from 'vitest';
import { judgeConcurrency } from '../../core/judge/concurrency/judge-concurrency.js';
import { limitsOf, runOf, workloadOf } from '../../core/judge/concurrency/load.fixture.js';
import { sampleCapacity } from '../document/capacity/sample-capacity.fixture.js';
import { capacityDocument } from '../document/capacity-document.js';
import { sampleComparison } from '../document/comparison/sample-comparison.fixture.js';
import { comparisonDocument } from '../document/comparison-document.js';
import type { Cell, ReportDocument } from '../document/document.js';
import { runDocument } from '../document/run-document.js';
import { sampleDetails } from '../document/sample-details.fixture.js';
import { sampleMeta, sampleReport } from '../document/sample-run.fixture.js';
import { noteSigns } from '../document/signs.js';
import { summaryOf } from '../document/summary.js';
import { scriptData } from './html/page.js';
import { drawMarkdown } from './markdown/draw-document.js';
import { drawTerminal } from './terminal/draw-document.js';
import { createStyle } from './terminal/style.js';

/** A run with everything that a summary can have: throttles with limits, errors, versions, stages. */
function fullRun(): ReportDocument {
  const limits = limitsOf({ concurrent: 1000, unreserved: 990 }, { checkout: 10 });
  const refused = { ReservedFunctionConcurrentInvocationLimitExceeded: 50 };
  const second = [{ served: 50, serviceMs: 200, inFlight: 10, refused }];
  const run = runOf([second, second, second], [workloadOf('checkout')], [11]);
  const concurrency = judgeConcurrency({ ...run, limits });
  const report = { ...sampleReport(undefined, sampleMeta({ limits })), concurrency };
  return runDocument(report, sampleDetails());
}

const comparison = sampleComparison();
const documents: [string, ReportDocument][] = [
  ['a run', fullRun()],
  ['a comparison', comparisonDocument(comparison.report, comparison.runs)],
  ['a capacity search', capacityDocument(sampleCapacity())],
];

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text);

/** What a reader sees, however lines are broken and whatever is escaped. */
const squeeze = (text: string): string => text.replace(/\s+/g, '');

const decoded = (text: string): string =>
  text
    .replace(/<\/?code>|<br>|\*\*/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

describe.each(documents)('the document of %s, drawn three times', (_, document) => {
  const terminal = squeeze(drawTerminal(document, { style: createStyle(false), width: 200 }));
  const markdown = squeeze(decoded(drawMarkdown(document)));
  const page = JSON.parse(scriptData(document)) as ReportDocument;
  const sections = summaryOf(document);

  it('has the same verdict, lines and titles', () => {
    const { verdict, reason, lines } = document.headline;
    for (const text of [verdict, reason, ...lines, ...sections.map(({ title }) => title)]) {
      expect(terminal).toContain(squeeze(text));
      expect(markdown).toContain(squeeze(text));
    }
    expect(page.headline).toEqual(document.headline);
    const titles = page.sections.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(sections.map(({ title }) => title)));
  });

  it('has the same sentences with the same signs, and the same facts', () => {
    for (const block of sections.flatMap(({ blocks }) => blocks)) {
      const texts =
        block.kind === 'note'
          ? [noteSigns[block.tone] + block.text]
          : block.kind === 'facts'
            ? block.facts.flatMap(({ label, value, note = '' }) => [label, value, note])
            : [];
      for (const text of texts) {
        expect(terminal).toContain(squeeze(text));
        expect(markdown).toContain(squeeze(text));
      }
    }
  });

  it('has the same columns, cells and marks', () => {
    const tables = sections.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === 'table'));
    expect(tables.length).toBeGreaterThan(0);
    for (const table of tables) {
      if (table.kind !== 'table') continue;
      const names = table.head.filter(({ isMark }) => !isMark).map(({ text }) => text);
      expect(terminal).toContain(squeeze(names.join('')));
      expect(markdown).toContain(squeeze(table.head.map(({ text }) => text).join('|')));
      for (const cells of table.rows) {
        const onTerminal = cells.map((cell, at) =>
          table.head[at]?.isMark ? (textOf(cell).split(' ')[0] ?? '') : textOf(cell),
        );
        expect(terminal).toContain(squeeze(onTerminal.join('')));
        expect(markdown).toContain(squeeze(`|${cells.map(markdownCell).join('|')}|`));
      }
    }
  });
});

function markdownCell(cell: Cell): string {
  return textOf(cell) + (typeof cell === 'string' ? '' : (cell.note ?? ''));
}
