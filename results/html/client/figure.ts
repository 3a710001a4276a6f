import type uPlot from 'uplot';
import { element } from './element.js';
import type { Legend } from './legend.js';
import { onThemeChange } from './theme.js';

const plotHeight = 210;

/** On paper there is no container to ask for its width: A4 less its margins, and half of it. */
const printed = { whole: 660, half: 315, height: 165 };

export interface FigureParts {
  title: string;
  summary: string;
  legend: Legend;
  /** The plot's numbers as a table, made when it is asked for. */
  numbers: () => HTMLElement;
}

export interface Figure {
  element: HTMLElement;
  /** Where the plot goes: takes the keyboard. */
  box: HTMLElement;
  /** What a screen reader is told when the cursor is moved by keyboard. */
  announce(text: string): void;
}

/** A plot's frame: its title and what it shows in words, its legend, and its numbers. */
export function figure({ title, summary, legend, numbers }: FigureParts): Figure {
  const box = element('div', {
    class: 'plot',
    tabindex: '0',
    role: 'application',
    'aria-roledescription': 'plot',
    'aria-label': `${title}. ${summary} The arrow keys move the cursor.`,
  });
  const live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  const details = element('details', { class: 'numbers' }, element('summary', {}, 'Numbers'));
  details.addEventListener('toggle', () => details.append(numbers()), { once: true });
  const made = element(
    'figure',
    {},
    element('figcaption', {}, element('h3', {}, title), legend.place, element('p', {}, summary)),
    legend.element,
    box,
    live,
    details,
  );
  const announce = (text: string): void => {
    live.textContent = text;
  };
  return { element: made, box, announce };
}

/** Draws into the box as soon as it has a width, and again when that or the colours change. */
export function keepDrawn(box: HTMLElement, draw: (width: number, height: number) => uPlot): void {
  let plot: uPlot | undefined;
  const resize = (width: number, height = plotHeight): void => {
    if (width <= 0) return;
    if (!plot) plot = draw(width, height);
    else if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
  };
  new ResizeObserver(() => resize(Math.floor(box.clientWidth))).observe(box);
  onThemeChange(() => plot?.redraw(false, true));
  addEventListener('beforeprint', () =>
    resize(box.closest('.plots') ? printed.half : printed.whole, printed.height),
  );
  addEventListener('afterprint', () => resize(Math.floor(box.clientWidth)));
}
