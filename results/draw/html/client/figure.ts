import type uPlot from 'uplot';
import type { TableBlock } from '../../../document/document.js';
import { element, setText } from './element.js';
import type { Legend } from './legend.js';
import { table } from './table.js';
import { onThemeChange } from './theme.js';
import type { View } from './view.js';

const plotHeight = 210;

/** On paper there is no container to ask for its width: A4 less its margins, and half of it. */
const printed = { whole: 660, half: 315, height: 165 };

export interface FigureParts {
  title: string;
  legend: Legend;
  /** The plot's numbers as a table, made when it is asked for. */
  numbers: () => TableBlock;
}

export interface Figure {
  element: HTMLElement;
  /** Where the plot goes: takes the keyboard. */
  box: HTMLElement;
  /** What a screen reader is told when the cursor is moved by keyboard. */
  announce(text: string): void;
  /** Says what is shown, and brings the numbers up to date where they are. */
  describe(summary: string): void;
}

/** A plot's frame: its title and what it shows in words, its legend, and its numbers. */
export function figure({ title, legend, numbers }: FigureParts): Figure {
  const box = element('div', {
    ...{ class: 'plot', tabindex: '0', role: 'application', 'aria-roledescription': 'plot' },
  });
  const live = element('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  const summary = element('p', {});
  const details = element('details', { class: 'numbers' }, element('summary', {}, 'Numbers'));
  let shown: View<TableBlock> | undefined;
  const showNumbers = (): void => {
    shown = table(numbers());
    details.append(shown.element);
  };
  details.addEventListener('toggle', showNumbers, { once: true });
  const made = element(
    'figure',
    {},
    element('figcaption', {}, element('h3', {}, title), legend.place, summary),
    legend.element,
    box,
    live,
    details,
  );
  return {
    element: made,
    box,
    announce: (text) => setText(live, text),
    describe(text) {
      setText(summary, text);
      box.setAttribute('aria-label', `${title}. ${text} The arrow keys move the cursor.`);
      shown?.update(numbers());
    },
  };
}

/** A plot that is drawn as soon as its box has a width. */
export interface Drawn {
  /** Undefined until then. */
  readonly plot: uPlot | undefined;
  dispose(): void;
}

/** Draws into the box as soon as it has a width, and again when that or the colours change. */
export function keepDrawn(box: HTMLElement, draw: (width: number, height: number) => uPlot): Drawn {
  let plot: uPlot | undefined;
  const gone = new AbortController();
  const { signal } = gone;
  const resize = (width: number, height = plotHeight): void => {
    if (width <= 0) return;
    if (!plot) plot = draw(width, height);
    else if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
  };
  const observer = new ResizeObserver(() => resize(Math.floor(box.clientWidth)));
  observer.observe(box);
  onThemeChange(() => plot?.redraw(false, true), signal);
  addEventListener(
    'beforeprint',
    () => resize(box.closest('.plots') ? printed.half : printed.whole, printed.height),
    { signal },
  );
  addEventListener('afterprint', () => resize(Math.floor(box.clientWidth)), { signal });
  return {
    get plot() {
      return plot;
    },
    dispose() {
      gone.abort();
      observer.disconnect();
      plot?.destroy();
    },
  };
}
