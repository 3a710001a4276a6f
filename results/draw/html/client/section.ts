import type {
  Block,
  Cell,
  FactsBlock,
  NoteBlock,
  PlotsBlock,
  Section,
  SourceBlock,
  TableBlock,
} from '../../../document/document.js';
import { noteSigns } from '../../../document/signs.js';
import { distributionPlot } from './distribution-plot.js';
import { element } from './element.js';
import { flowPlot } from './flow-plot.js';
import { intervalPlot } from './interval-plot.js';
import { levelPlot } from './level-plot.js';
import { scatterPlot } from './scatter-plot.js';
import { table } from './table.js';
import type { TimeCursor } from './time-cursor.js';
import { timePlot } from './time-plot.js';
import { trendPlot } from './trend-plot.js';
import { fixedView, type View, ViewList } from './view.js';

/** A section of the page with all its blocks. */
export function section(first: Section, cursor: TimeCursor): View<Section> {
  const made = element('section', {}, element('h2', {}, first.title));
  const blocks = new ViewList<Block>(
    made,
    ({ kind }) => kind,
    (block) => blockView(block, cursor),
  );
  blocks.update(first.blocks);
  return {
    element: made,
    update({ blocks: next }) {
      blocks.update(next);
      return true;
    },
    dispose: () => blocks.dispose(),
  };
}

/** A view is only given blocks of the kind that it was made for: lists tell them apart by it. */
function blockView(block: Block, cursor: TimeCursor): View<Block> {
  switch (block.kind) {
    case 'note':
      return fixedView<Block>(block, () => note(block));
    case 'facts':
      return ofKind(block.kind, facts(block));
    case 'table':
      return ofKind(block.kind, table(block));
    case 'plots':
      return ofKind(block.kind, plots(block, cursor));
    case 'distribution':
      return ofKind(block.kind, distributionPlot(block));
    case 'intervals':
      return fixedView<Block>(block, () =>
        element('div', { class: 'forest' }, ...block.plots.map(intervalPlot)),
      );
    case 'levels':
      return fixedView<Block>(block, () =>
        element('div', { class: 'plots' }, ...block.plots.map(levelPlot)),
      );
    case 'flow':
      return fixedView<Block>(block, () => flowPlot(block));
    case 'scatter':
      return fixedView<Block>(block, () => scatterPlot(block));
    case 'trends':
      return fixedView<Block>(block, () =>
        element('div', { class: 'plots' }, ...block.plots.map(trendPlot)),
      );
    case 'source':
      return fixedView<Block>(block, () => source(block));
  }
}

function ofKind<Kind extends Block['kind']>(
  kind: Kind,
  view: View<Extract<Block, { kind: Kind }>>,
): View<Block> {
  const isOf = (block: Block): block is Extract<Block, { kind: Kind }> => block.kind === kind;
  return { ...view, update: (block) => isOf(block) && view.update(block) };
}

function plots(block: PlotsBlock, cursor: TimeCursor): View<PlotsBlock> {
  const made = element('div', { class: 'plots' });
  const list = new ViewList(
    made,
    ({ title }: PlotsBlock['plots'][number]) => title,
    (plot) => timePlot(plot, cursor),
  );
  list.update(block.plots);
  return {
    element: made,
    update({ plots: next }) {
      list.update(next);
      return true;
    },
    dispose: () => list.dispose(),
  };
}

/** A table of two columns without a head. */
function facts(block: FactsBlock): View<FactsBlock> {
  const view = table(factTable(block));
  return { ...view, update: (next) => view.update(factTable(next)) };
}

function factTable({ facts: all }: FactsBlock): TableBlock {
  const rows = all.map(({ label, value, note: said, tone }): Cell[] => [
    label,
    { text: value, ...(said !== undefined && { note: said }), ...(tone && { tone }) },
  ]);
  return { kind: 'table', head: [{ text: '' }, { text: '' }], rows };
}

function note({ tone, text }: NoteBlock): HTMLElement {
  const sign = noteSigns[tone];
  const mark = sign === '' ? [] : [element('span', { 'aria-hidden': 'true' }, `${sign} `)];
  return element('p', { class: `note tone-${tone}` }, ...mark, text);
}

function source({ title, text }: SourceBlock): HTMLElement {
  const code = element('pre', { tabindex: '0' }, element('code', {}, text));
  const details = element('details', { class: 'source' }, element('summary', {}, title), code);
  addEventListener('beforeprint', () => {
    details.open = true;
  });
  return details;
}
