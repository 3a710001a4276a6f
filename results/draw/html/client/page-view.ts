import type { ReportDocument, Section, TimeAxis } from '../../../document/document.js';
import { element } from './element.js';
import { headline } from './headline.js';
import { linked } from './linked.js';
import { section } from './section.js';
import { TimeCursor } from './time-cursor.js';
import { type View, ViewList } from './view.js';

const noAxis: TimeAxis = { startS: [], stepS: 1, marks: [] };

/** The whole page, which may be given newer states of itself. */
export class PageView {
  readonly #headline: View<ReportDocument['headline']>;
  readonly #sections: ViewList<Section>;
  readonly #cursor: TimeCursor;

  constructor(main: HTMLElement, page: ReportDocument, isLive: boolean) {
    this.#cursor = new TimeCursor(page.axis ?? noAxis);
    this.#headline = headline(page.headline);
    const sections = element('div', {});
    const from = isLive ? 'the run itself, on this machine' : 'this file';
    const footer = element(
      'footer',
      {},
      `Made by Reprise. Everything on this page is ${isLive ? 'from' : 'in'} ${from}.`,
    );
    main.append(...navigation(page), this.#headline.element, sections, footer);
    this.#sections = new ViewList<Section>(
      sections,
      ({ title }) => title,
      (each) => section(each, this.#cursor),
    );
    this.#sections.update(page.sections);
  }

  /** Shows a newer state; what is looked at stays where it is. */
  update({ title, headline: first, sections, axis = noAxis }: ReportDocument): void {
    document.title = title;
    this.#headline.update(first);
    this.#cursor.move(axis, () => this.#sections.update(sections));
  }
}

function navigation({ nav = [] }: ReportDocument): HTMLElement[] {
  if (nav.length === 0) return [];
  const items = nav.map(({ text, href }) =>
    element('li', {}, linked(element('span', {}, text), href)),
  );
  return [element('nav', { 'aria-label': 'Pages' }, element('ul', {}, ...items))];
}
