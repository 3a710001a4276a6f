import type { Fact, Headline } from '../../../document/document.js';
import { verdictSigns } from '../../../document/signs.js';
import { element } from './element.js';
import type { View } from './view.js';

/** More than this is a sentence to read, not a headline. */
const longReason = 60;

/** The verdict, large, and the numbers under it. */
export function headline(first: Headline): View<Headline> {
  const made = header(first);
  let shown = JSON.stringify(first);
  return {
    element: made,
    update(next) {
      const text = JSON.stringify(next);
      if (text === shown) return true;
      shown = text;
      const { className, childNodes } = header(next);
      made.className = className;
      made.replaceChildren(...childNodes);
      return true;
    },
  };
}

function header({ tone, verdict, reason, lines, facts }: Headline): HTMLElement {
  const [name = '', ...rest] = lines;
  return element(
    'header',
    { class: `tone-${tone}` },
    element('p', { class: 'name' }, name),
    element(
      'h1',
      {},
      element(
        'span',
        { class: 'verdict' },
        element('span', { 'aria-hidden': 'true' }, `${verdictSigns[tone]} `),
        verdict,
      ),
      element(
        'span',
        { class: reason.length > longReason ? 'reason long' : 'reason' },
        unbroken(`${reason}.`),
      ),
    ),
    ...rest.map((line) => element('p', { class: 'line' }, line)),
    element('dl', { class: 'facts' }, ...facts.map(fact)),
  );
}

function fact({ label, value, note = '', tone = 'plain' }: Fact): HTMLElement {
  return element(
    'div',
    { class: `fact tone-${tone}` },
    element('dt', {}, label),
    element('dd', {}, element('b', {}, value), element('small', {}, unbroken(note))),
  );
}

/** A number stays with its unit. */
function unbroken(text: string): string {
  return text.replace(/(\d) (?=(?:µs|ms|s|pp|MB)(?![a-z]))/g, '$1\u00a0');
}
