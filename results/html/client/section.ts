import type { Block, NoteBlock, Section, SourceBlock, TimeAxis } from '../page-model.js';
import { distributionPlot } from './distribution-plot.js';
import { element } from './element.js';
import { toneMarks } from './headline.js';
import { intervalPlot } from './interval-plot.js';
import { table } from './table.js';
import type { TimeCursor } from './time-cursor.js';
import { timePlot } from './time-plot.js';

/** A section of the page with all its blocks. */
export function section(
  { title, blocks }: Section,
  axis: TimeAxis,
  cursor: TimeCursor,
): HTMLElement {
  const drawn = blocks.map((block) => blockElement(block, axis, cursor));
  return element('section', {}, element('h2', {}, title), ...drawn);
}

function blockElement(block: Block, axis: TimeAxis, cursor: TimeCursor): HTMLElement {
  switch (block.kind) {
    case 'note':
      return note(block);
    case 'table':
      return table(block);
    case 'plots': {
      const plots = block.plots.map((plot) => timePlot(plot, axis, cursor));
      return element('div', { class: 'plots' }, ...plots);
    }
    case 'distribution':
      return distributionPlot(block);
    case 'intervals':
      return element('div', { class: 'forest' }, ...block.plots.map(intervalPlot));
    case 'source':
      return source(block);
  }
}

function note({ tone, text }: NoteBlock): HTMLElement {
  const mark = element('span', { 'aria-hidden': 'true' }, `${toneMarks[tone]} `);
  return element('p', { class: `note tone-${tone}` }, mark, text);
}

function source({ title, text }: SourceBlock): HTMLElement {
  const code = element('pre', { tabindex: '0' }, element('code', {}, text));
  const details = element('details', { class: 'source' }, element('summary', {}, title), code);
  addEventListener('beforeprint', () => {
    details.open = true;
  });
  return details;
}
