import type { IntervalPlot, IntervalRow } from '../../../document/document.js';
import { verdictSigns } from '../../../document/signs.js';
import { changeText } from '../../../document/wording/change.js';
import { element } from './element.js';

/** Where a value lies on the plot's axis: 0 is its left end, 1 its right. */
type Place = (value: number) => number;

/**
 * A forest plot: a row for each estimate, its interval as a bar, and the limit as a line through all
 * of them. Made of elements that are placed in parts of the width, so that it needs no drawing again.
 */
export function intervalPlot(plot: IntervalPlot): HTMLElement {
  const { title, summary, unit, limit, rows } = plot;
  const ticks = axisTicks(plot);
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const placeOf: Place = (value) => (value - low) / (high - low);
  const limitAt = placeOf(limit.value);
  const name = element(
    'span',
    { class: `limit-name ${limitAt > 0.5 ? 'left' : 'right'}` },
    limit.label,
  );
  return element(
    'figure',
    { class: 'intervals' },
    element('figcaption', {}, element('h3', {}, title), element('p', {}, summary)),
    element('div', { class: 'limit', 'aria-hidden': 'true' }, at(name, limitAt)),
    element('ul', {}, ...rows.map((row) => intervalRow(row, ticks, limitAt, placeOf))),
    element(
      'div',
      { class: 'ticks', 'aria-hidden': 'true' },
      ...ticks.map((tick) =>
        at(element('span', {}, tick === 0 ? '0' : changeText(tick, unit)), placeOf(tick)),
      ),
    ),
  );
}

function intervalRow(
  { label, tone, text, interval }: IntervalRow,
  ticks: readonly number[],
  limitAt: number,
  placeOf: Place,
): HTMLElement {
  const mark = element('span', { 'aria-hidden': 'true' }, `${verdictSigns[tone]} `);
  const lines = ticks.map((tick) =>
    at(element('span', { class: tick === 0 ? 'grid zero' : 'grid' }), placeOf(tick)),
  );
  const track = element(
    'div',
    { class: 'track', 'aria-hidden': 'true' },
    span(element('span', { class: 'beyond' }), limitAt, 1),
    ...lines,
    at(element('span', { class: 'at-most' }), limitAt),
  );
  if (interval) {
    const { low, high, estimate } = interval;
    track.append(
      span(element('span', { class: 'reach' }), placeOf(low), placeOf(high)),
      at(element('span', { class: 'estimate' }), placeOf(estimate)),
    );
  }
  return element(
    'li',
    { class: `tone-${tone}` },
    element('span', { class: 'label' }, mark, label),
    element('span', { class: 'text' }, text),
    track,
  );
}

function at(made: HTMLElement, place: number): HTMLElement {
  made.style.left = `${100 * place}%`;
  return made;
}

function span(made: HTMLElement, from: number, to: number): HTMLElement {
  made.style.width = `${100 * Math.max(0, to - from)}%`;
  return at(made, from);
}

/** Round numbers from below the least of all values to above the greatest, 0 among them. */
function axisTicks({ rows, limit, unit }: IntervalPlot): number[] {
  const known = rows.flatMap(({ interval }) => (interval ? [interval.low, interval.high] : []));
  const low = Math.min(0, ...known);
  const high = Math.max(0, limit.value, ...known);
  const step = roundStep((high - low || 1) / 4);
  const first = Math.floor(low / step);
  const roomy = high + (high - low) * 0.02;
  const last = Math.max(
    first + 1,
    Math.ceil((unit === 'share' ? Math.min(1, roomy) : roomy) / step),
  );
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** The next of 1, 2, 5, 10, 20 … (times a power of ten) that is not below. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const times = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return times * power;
}
