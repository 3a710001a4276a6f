import { element } from './element.js';

/** What a line is called, and its value where the cursor is. */
export interface LegendLine {
  label: string;
  colour: number;
  isDashed?: boolean | undefined;
}

/** The lines of a plot with their values: text, so that nothing depends on telling colours apart. */
export class Legend {
  /** The lines with their values. */
  readonly element: HTMLElement;
  /** Where the values are of; stands by itself. */
  readonly place = element('span', { class: 'place' });
  readonly #values: HTMLElement[];

  constructor(lines: readonly LegendLine[]) {
    this.#values = lines.map(() => element('span', { class: 'value' }));
    const items = lines.map(({ label, colour, isDashed }, at) => {
      const swatch = element('span', {
        class: `swatch colour-${colour}${isDashed ? ' dashed' : ''}`,
        'aria-hidden': 'true',
      });
      return element('li', {}, swatch, ...breakable(label), ' ', this.#values[at] ?? '');
    });
    this.element = element('ul', { class: 'legend' }, ...items);
  }

  /** `place` is where the values are of; empty clears them. */
  show(place: string, values: readonly string[]): void {
    this.place.textContent = place;
    for (const [at, value] of this.#values.entries()) value.textContent = values[at] ?? '';
  }
}

/** `ReservedFunctionConcurrent…`: may break where a word begins. */
function breakable(label: string): (HTMLElement | string)[] {
  const words = label.split(/(?<=[a-z])(?=[A-Z])/);
  return words.flatMap((word, at) => (at === 0 ? [word] : [element('wbr'), word]));
}
