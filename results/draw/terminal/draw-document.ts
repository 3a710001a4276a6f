import type {
  Fact,
  FactsBlock,
  Headline,
  NoteBlock,
  ReportDocument,
  TextBlock,
} from '../../document/document.js';
import { noteSigns, verdictSigns } from '../../document/signs.js';
import { type SummarySection, summaryOf } from '../../document/summary.js';
import { drawTable } from './draw-table.js';
import { paint } from './paint.js';
import { clip, plain } from './plain.js';
import { createStyle, type Style } from './style.js';
import type { SummaryLength } from './summary-length.js';
import { displayWidth, pad } from './table.js';
import { wrap } from './wrap.js';

/** What a report is drawn for: 80 columns everywhere, more where there are more. */
export interface Layout {
  style: Style;
  width: number;
}

/** Without colour, 80 columns: what a file gets. */
export const plainLayout: Layout = { style: createStyle(false), width: 80 };

/** How far a section's contents stand in from its title. */
const indent = '    ';

/**
 * The report for a person at a terminal, readable in ten seconds: the verdict first, then each section
 * that has something to say, then what to type next. Ends in a line break.
 */
export function drawTerminal(document: ReportDocument, layout: Layout = plainLayout): string {
  const parts = [
    headlineLines(document.headline, layout),
    ...summaryOf(document).map((section) => sectionLines(section, layout)),
    ...(document.next === undefined ? [] : [[layout.style.dim(`  ${document.next}`)]]),
  ];
  return `\n${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** As much of the report as is asked for; nothing is nothing, not an empty line. */
export function drawSummary(
  document: ReportDocument,
  length: SummaryLength,
  layout: Layout = plainLayout,
): string {
  if (length === 'none') return '';
  return length === 'full' ? drawTerminal(document, layout) : verdictLine(document, layout);
}

/** `✓ Passed  quickstart: all 7 expectations held.` However long it is, it is one line. */
function verdictLine({ headline }: ReportDocument, { style }: Layout): string {
  const { tone, verdict, reason, lines } = headline;
  const badge = style.bold(paint(`${verdictSigns[tone]} ${verdict}`, tone, style));
  const name = lines[0] === undefined ? '' : `${plain(lines[0])}: `;
  return `${badge}  ${name}${plain(reason)}.\n`;
}

function headlineLines({ tone, verdict, reason, lines }: Headline, { style, width }: Layout) {
  const badge = `${verdictSigns[tone]} ${verdict}`;
  const [first = '', ...more] = wrap(plain(`${badge}  ${reason}.`), width - 2).map((line) =>
    clip(line, width - 2),
  );
  const painted = style.bold(paint(first.slice(0, badge.length), tone, style));
  return [
    `  ${painted}${first.slice(badge.length)}`,
    ...more.map((line) => `  ${line}`),
    ...lines.flatMap((line) => headlineLine(line, width - 2)).map((line) => style.dim(`  ${line}`)),
  ];
}

/** Two lines at most, whatever a run was called. */
function headlineLine(text: string, room: number): string[] {
  return wrap(clip(plain(text), 2 * room - 20), room, '  ').map((line) => clip(line, room));
}

function sectionLines({ title, blocks }: SummarySection, layout: Layout): string[] {
  const { style, width } = layout;
  const [first, ...rest] = blocks;
  const others = rest.flatMap((block) => blockLines(block, layout));
  if (first?.kind === 'table' && first.head[0]?.text === '') {
    return [...drawTable(first, { ...layout, title }), ...others];
  }
  if (first?.kind === 'note' && first.tone !== 'warn' && rest[0]?.kind !== 'note') {
    const text = plain(signed(first));
    const isShort = 2 + displayWidth(title) + 2 + displayWidth(text) <= width;
    if (isShort) return [`  ${style.bold(title)}  ${text}`, ...others];
  }
  return [`  ${style.bold(title)}`, ...(first ? blockLines(first, layout) : []), ...others];
}

function blockLines(block: TextBlock, layout: Layout): string[] {
  if (block.kind === 'note') return noteLines(block, layout);
  return block.kind === 'facts' ? factLines(block, layout) : drawTable(block, layout);
}

function noteLines(block: NoteBlock, { style, width }: Layout): string[] {
  return wrap(plain(signed(block)), width - indent.length, '  ').map(
    (line) => indent + paint(clip(line, width - indent.length), block.tone, style),
  );
}

function signed({ tone, text }: NoteBlock): string {
  return noteSigns[tone] === '' ? text : `${noteSigns[tone]} ${text}`;
}

function factLines({ facts }: FactsBlock, layout: Layout): string[] {
  const widest = Math.max(...facts.map(({ label }) => displayWidth(plain(label))));
  return facts.flatMap((fact) => oneFact(fact, widest, layout));
}

function oneFact({ label, value, note, tone = 'plain' }: Fact, widest: number, layout: Layout) {
  const { style, width } = layout;
  const room = width - indent.length - widest - 2;
  const text = plain(note === undefined ? value : `${value} (${note})`);
  return wrap(text, room).map((line, at) => {
    const name = pad(at === 0 ? plain(label) : '', widest, 'left');
    return `${indent}${name}  ${paint(clip(line, room), tone, style)}`;
  });
}
