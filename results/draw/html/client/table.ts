import type { Cell, TableBlock } from '../../../document/document.js';
import { element, setText } from './element.js';
import { linked } from './linked.js';
import type { View } from './view.js';

/**
 * A table that scrolls by itself where it is wider than the page, and takes the keyboard for that. It is
 * a group and no region: a page has dozens of them, and a screen reader lists regions to find one's way by.
 */
export function table(block: TableBlock): View<TableBlock> {
  const { head } = block;
  const headText = JSON.stringify(head);
  const caption = element('span', {});
  const body = element('tbody', {});
  const rest = element('p', { class: 'rest' });
  const hasHead = head.some(({ text }) => text !== '');
  const made = element(
    'div',
    { class: 'table', role: 'group', tabindex: '0' },
    element(
      'table',
      {},
      ...(block.caption === undefined ? [] : [element('caption', {}, caption)]),
      ...(hasHead ? [element('thead', {}, element('tr', {}, ...head.map(headCell)))] : []),
      body,
    ),
    rest,
  );
  const shown: string[] = [];
  const fill = (to: TableBlock): void => {
    made.setAttribute('aria-label', to.caption ?? nameOf(head));
    setText(caption, to.caption ?? '');
    setText(rest, to.rest ?? '');
    for (const [at, cells] of to.rows.entries()) {
      const text = JSON.stringify(cells);
      if (shown[at] === text) continue;
      const row = element('tr', {}, ...cells.map((each, i) => cell(each, head[i]?.align)));
      if (at < shown.length) body.rows[at]?.replaceWith(row);
      else body.append(row);
      shown[at] = text;
    }
    while (shown.length > to.rows.length) {
      shown.pop();
      body.lastElementChild?.remove();
    }
  };
  fill(block);
  return {
    element: made,
    update(to) {
      const isSame =
        JSON.stringify(to.head) === headText &&
        (to.caption === undefined) === (block.caption === undefined);
      if (isSame) fill(to);
      return isSame;
    },
  };
}

function nameOf(head: TableBlock['head']): string {
  const names = head.map(({ text }) => text).filter((text) => text !== '');
  return names.length === 0 ? 'Values' : names.join(', ');
}

/** A column without a name has no header: an empty one would be read out as one. */
function headCell({ text, align }: TableBlock['head'][number]): HTMLElement {
  if (text === '') return element('td', {});
  return element('th', { scope: 'col', ...(align && { class: align }) }, text);
}

function cell(content: Cell, align: 'right' | undefined): HTMLElement {
  const { text, tone, isCode, isWhole, share, note, href, spark } =
    typeof content === 'string' ? { text: content } : { ...content };
  const made = element('td', align ? { class: align } : {});
  if (tone) made.classList.add(`tone-${tone}`);
  if (isWhole) made.classList.add('whole');
  made.append(linked(isCode ? element('code', {}, text) : element('span', {}, text), href));
  if (spark) made.append(sparkline(spark));
  if (share) made.append(bar(share));
  if (note !== undefined) made.append(element('small', { class: 'said' }, note));
  return made;
}

function bar(share: number): HTMLElement {
  const fill = element('span', {});
  fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return element('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
}

/** Bars up to the greatest; what they say in words is in the row. */
function sparkline(values: readonly number[]): HTMLElement {
  const most = Math.max(1, ...values);
  const bars = values.map((value) => {
    const made = element('span', {});
    made.style.height = `${Math.max(4, Math.round((100 * value) / most))}%`;
    return made;
  });
  return element('span', { class: 'spark', 'aria-hidden': 'true' }, ...bars);
}
