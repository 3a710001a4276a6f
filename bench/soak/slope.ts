/** A slope with the ends of its 95% interval, per unit of `x`. */
export interface Slope {
  slope: number;
  low: number;
  high: number;
}

const z95 = 1.959964;

/**
 * The least-squares slope through points at equal distances. Neighbors in a series of measurements are
 * alike: with the residuals' lag-1 correlation r, n of them say as much as n(1 − r)/(1 + r) that are not,
 * so the interval is wider by that, and by Student's t for so few.
 */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): Slope {
  const n = points.length;
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / n;
  const [meanX, meanY] = [mean(0), mean(1)];
  const sumXx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const sumXy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const slope = sumXy / sumXx;
  const residuals = points.map(([x, y]) => y - meanY - slope * (x - meanX));
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const r = Math.min(0.95, Math.max(0, correlation(residuals, squares)));
  const effective = Math.max(4, (n * (1 - r)) / (1 + r));
  const variance = (squares / (n - 2)) * (n / effective);
  const half = studentT95(effective - 2) * Math.sqrt(variance / sumXx);
  return { slope, low: slope - half, high: slope + half };
}

function correlation(residuals: readonly number[], squares: number): number {
  if (squares === 0) return 0;
  const products = residuals.slice(1).reduce((sum, each, i) => sum + each * (residuals[i] ?? 0), 0);
  return products / squares;
}

/** The two-sided 95% quantile, by Cornish and Fisher's expansion; within 2% from 2 degrees of freedom on. */
function studentT95(degrees: number): number {
  const z = z95;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}
