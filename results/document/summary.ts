import type { Block, ReportDocument, TableBlock, TextBlock } from './document.js';

/** A section as a terminal and Markdown draw it. */
export interface SummarySection {
  title: string;
  blocks: TextBlock[];
}

/** The report without its details: what is read in ten seconds, and drawn as text. */
export function summaryOf({ sections }: ReportDocument): SummarySection[] {
  return sections
    .filter(({ isDetail }) => !isDetail)
    .map(({ title, blocks }) => ({ title, blocks: blocks.filter(isSummary).map(brief) }))
    .filter(({ blocks }) => blocks.length > 0);
}

function isSummary(block: Block): block is TextBlock {
  if (block.kind !== 'note' && block.kind !== 'facts' && block.kind !== 'table') return false;
  return !block.isDetail;
}

function brief(block: TextBlock): TextBlock {
  return block.kind === 'table' ? briefTable(block) : block;
}

/** Without its detailed columns, and as short as it may be. */
function briefTable({ head, rows, ...table }: TableBlock): TableBlock {
  const isShown = (_: unknown, at: number): boolean => !head[at]?.isDetail;
  const shown = table.brief ? rows.slice(0, table.brief.rows) : rows;
  const rest = table.brief?.rest ?? table.rest;
  return {
    kind: 'table',
    head: head.filter(isShown),
    rows: shown.map((cells) => cells.filter(isShown)),
    ...(rest !== undefined && { rest }),
  };
}
