import type {
  Cell,
  Fact,
  Headline,
  NoteBlock,
  ReportDocument,
  TableBlock,
  TextBlock,
} from '../../document/document.js';
import { noteSigns, verdictSigns } from '../../document/signs.js';
import { type SummarySection, summaryOf } from '../../document/summary.js';
import { markdownCode, markdownText } from './markdown-text.js';

/** The report as GitHub Flavored Markdown: for a pull request, a step's summary, a wiki. */
export function drawMarkdown(document: ReportDocument): string {
  const paragraphs = [
    ...headline(document.headline),
    ...summaryOf(document).flatMap((section) => sectionOf(section)),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function headline({ tone, verdict, reason, lines: [name = '', ...lines] }: Headline): string[] {
  return [
    `### ${verdictSigns[tone]} ${markdownText(name)}`,
    `**${markdownText(`${verdict}: ${reason}.`)}**`,
    lines.map(markdownText).join('<br>\n'),
  ];
}

/** Its title stands in its first table's head, before its only sentence, or above it all. */
function sectionOf({ title, blocks }: SummarySection): string[] {
  const [first, ...rest] = blocks;
  const others = rest.map((block) => blockOf(block));
  if (first?.kind === 'table' && first.head[0]?.text === '') {
    return [blockOf(first, title), ...others];
  }
  const name = `**${markdownText(title)}**`;
  if (first?.kind === 'note') return [`${name}: ${sentence(first)}`, ...others];
  return [name, ...blocks.map((block) => blockOf(block))];
}

function blockOf(block: TextBlock, title = ''): string {
  if (block.kind === 'note') return sentence(block);
  return block.kind === 'facts' ? block.facts.map(factOf).join('\n') : tableOf(block, title);
}

function sentence({ tone, text }: NoteBlock): string {
  const sign = noteSigns[tone];
  return markdownText(sign === '' ? text : `${sign} ${text}`);
}

function factOf({ label, value, note }: Fact): string {
  return `- ${markdownText(note === undefined ? `${label}: ${value}` : `${label}: ${value} (${note})`)}`;
}

function tableOf({ head, rows, rest }: TableBlock, title: string): string {
  const names = head.map(({ text }, at) => markdownText(at === 0 && text === '' ? title : text));
  const rule = head.map(({ align }) => (align === 'right' ? '--:' : '---'));
  const lines = [names, rule, ...rows.map((cells) => cells.map(cellOf))].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  return [...lines, ...(rest === undefined ? [] : ['', markdownText(rest)])].join('\n');
}

function cellOf(cell: Cell): string {
  if (typeof cell === 'string') return markdownText(cell);
  const { text, isCode, note } = cell;
  const drawn = isCode ? markdownCode(text) : markdownText(text);
  return note === undefined ? drawn : `${drawn}<br>${markdownText(note)}`;
}
