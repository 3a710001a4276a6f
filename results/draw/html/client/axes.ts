import type uPlot from 'uplot';
import type { Unit } from '../../../document/document.js';
import { colourOf, plotFont } from './theme.js';
import { formatTick } from './values.js';

/** Looks that all axes share. */
export function axisLook(): Pick<uPlot.Axis, 'stroke' | 'font' | 'grid' | 'ticks'> {
  return {
    stroke: () => colourOf('muted'),
    font: plotFont(),
    grid: { stroke: () => colourOf('grid'), width: 1 },
    ticks: { stroke: () => colourOf('grid'), width: 1, size: 4 },
  };
}

/** 1, 2, 5, 10 and so on. */
const wholeSteps = Array.from({ length: 13 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();

/** The axis of values, as wide as its labels need. */
export function valueAxis(unit: Unit): uPlot.Axis {
  return {
    ...axisLook(),
    size: 62,
    gap: 4,
    // Of what is counted in whole numbers there is no half: an axis up to 1 would say 0, 0, 1, 1.
    ...(unit === 'count' && { incrs: wholeSteps }),
    values: (_, splits) => splits.map((value) => (value === null ? '' : formatTick(value, unit))),
  };
}

/** From 0 to a little above the greatest value and limit. */
export function linearScale(limits: readonly number[]): uPlot.Scale {
  return {
    range: (_, _low, high) => [0, Math.max(1e-9, high ?? 0, ...limits) * 1.14],
  };
}

/** Whole powers of ten around the values. */
export function logarithmicScale(): uPlot.Scale {
  return {
    distr: 3,
    range: (_, low, high) => [
      10 ** Math.floor(Math.log10(Math.max(1, low ?? 1))),
      10 ** Math.ceil(Math.log10(Math.max(10, high ?? 10))),
    ],
  };
}
