import type { FlowBlock } from '../../../document/document.js';
import { noteSigns } from '../../../document/signs.js';
import { drawing, element } from './element.js';

/** Heights in pixels: of all that flows, of a row with its words, and of the thinnest ribbon that is still seen. */
const whole = 150;
const row = 27;
const thinnest = 2;
/** The drawing is as wide as there is room; this is only what its numbers count in. */
const width = 100;
const bar = 1.5;

/** From where to where something reaches, from the top. */
interface Reach {
  from: number;
  to: number;
}

/**
 * A flow from one place to several: ribbons as thick as what flows in them. The words stand beside the
 * drawing, so that they keep their size whatever its width; what is too thin to be seen is drawn thicker.
 */
export function flowPlot({ title, summary, from, to }: FlowBlock): HTMLElement {
  const shares = to.map(({ count }) => (from.count === 0 ? 0 : count / from.count));
  const rows = shares.map((share) => Math.max(row, share * whole));
  const height = rows.reduce((sum, each) => sum + each, 0);
  const rights = reaches(rows).map(({ from: top, to: bottom }, i): Reach => {
    const half = Math.max(thinnest, (shares[i] ?? 0) * whole) / 2;
    const middle = (top + bottom) / 2;
    return { from: middle - half, to: middle + half };
  });
  const top = (height - whole) / 2;
  const lefts = reaches(
    shares.map((share) => share * whole),
    Math.max(0, top),
  );
  const ribbons = to.map(({ tone }, i) => ribbon(tone, lefts[i] as Reach, rights[i] as Reach));
  const picture = drawing(
    'svg',
    {
      ...{ viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', height: String(height) },
      ...{ role: 'img', 'aria-label': summary },
    },
    ...ribbons,
    drawing('rect', {
      ...{ class: 'trunk', x: '0', width: String(bar) },
      ...{ y: String(Math.max(0, top)), height: String(Math.min(whole, height)) },
    }),
  );
  return element(
    'figure',
    { class: 'flow' },
    element('figcaption', {}, element('h3', {}, title), element('p', {}, summary)),
    element('div', { class: 'from', 'aria-hidden': 'true' }, from.label),
    picture,
    element('ul', { 'aria-hidden': 'true' }, ...to.map((each, i) => label(each, rows[i] ?? row))),
  );
}

/** Heights one below the other. */
function reaches(heights: readonly number[], start = 0): Reach[] {
  let at = start;
  return heights.map((height) => {
    const from = at;
    at += height;
    return { from, to: at };
  });
}

function ribbon(tone: string, left: Reach, right: Reach): SVGElement {
  const [a, b] = [bar, width - bar];
  const middle = width / 2;
  const leftTo = Math.max(left.to, left.from + thinnest);
  const path = [
    `M${a} ${left.from} C${middle} ${left.from} ${middle} ${right.from} ${b} ${right.from}`,
    `L${width} ${right.from} L${width} ${right.to} L${b} ${right.to}`,
    `C${middle} ${right.to} ${middle} ${leftTo} ${a} ${leftTo} Z`,
  ];
  return drawing('path', { class: `tone-${tone}`, d: path.join(' ') });
}

function label({ label: name, text, tone }: FlowBlock['to'][number], height: number): HTMLElement {
  const mark = noteSigns[tone] === '' ? '' : `${noteSigns[tone]} `;
  const made = element(
    'li',
    {},
    element('span', { class: `tone-${tone}` }, `${mark}${name}`),
    element('span', {}, ` ${text}`),
  );
  made.style.height = `${height}px`;
  return made;
}
