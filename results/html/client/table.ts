import type { Cell, TableBlock } from '../page-model.js';
import { element } from './element.js';

/** A table that scrolls by itself where it is wider than the page. */
export function table({ caption, head, rows }: TableBlock): HTMLElement {
  const cells = head.map(({ text, align }) =>
    element('th', { scope: 'col', ...(align && { class: align }) }, text),
  );
  const body = rows.map((row) =>
    element('tr', {}, ...row.map((each, at) => cell(each, head[at]?.align))),
  );
  const label = caption ?? head.map(({ text }) => text).join(', ');
  return element(
    'div',
    { class: 'table', role: 'region', tabindex: '0', 'aria-label': label },
    element(
      'table',
      {},
      ...(caption === undefined ? [] : [element('caption', {}, element('span', {}, caption))]),
      element('thead', {}, element('tr', {}, ...cells)),
      element('tbody', {}, ...body),
    ),
  );
}

function cell(content: Cell, align: 'right' | undefined): HTMLElement {
  const { text, tone, isCode, share } =
    typeof content === 'string' ? { text: content } : { ...content };
  const made = element('td', align ? { class: align } : {});
  if (tone) made.classList.add(`tone-${tone}`);
  made.append(isCode ? element('code', {}, text) : element('span', {}, text));
  if (share !== undefined) made.append(bar(share));
  return made;
}

function bar(share: number): HTMLElement {
  const fill = element('span', {});
  fill.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
  return element('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
}
