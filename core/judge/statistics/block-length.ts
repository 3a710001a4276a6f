/** What a series says of how far its neighbours depend on each other. */
export interface Dependence {
  /** Of blocks that are to keep the dependence inside: 1 where there is none. */
  blockLength: number;
  /** Of one value. */
  variance: number;
  /** n times the variance of the mean, by the flat-top window: `variance` without dependence. */
  longRunVariance: number;
  /** n times the variance that the mean has over bootstrap samples of blocks of that length. */
  blockVariance: number;
}

/**
 * The block length for the circular bootstrap of a mean, chosen from the data: D. N. Politis, H. White,
 * Automatic block-length selection for the dependent bootstrap, Econometric Reviews 23 (2004) 53–70,
 * with the correction of A. Patton, D. N. Politis, H. White, ibid. 28 (2009) 372–375:
 * b = (2 G² / D)^(1/3) n^(1/3), G = Σ λ(k/M) |k| R(k), D = 4/3 g², g = Σ λ(k/M) R(k), with the
 * flat-top window λ(s) = min(1, 2 (1 - |s|)) and M twice the lag after which the next K correlations
 * are all within ±2 sqrt(log10(n) / n). At most min(3 sqrt(n), n / 3), as in their own program. Where
 * g is not above 0, the dependence makes the mean surer, and it is not counted on: as if there were none.
 */
export function dependenceOf(series: Float64Array): Dependence {
  const n = series.length;
  const window = Math.max(5, Math.ceil(Math.sqrt(Math.log10(Math.max(n, 2)))));
  const mostLags = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + window);
  const covariances = autocovariances(series, Math.max(0, mostLags));
  const variance = covariances[0] ?? 0;
  if (!(variance > 0)) {
    return { blockLength: 1, variance: 0, longRunVariance: 0, blockVariance: 0 };
  }
  const bandwidth = Math.min(2 * lastSignificantLag(covariances, n, window), mostLags);
  let sum = variance;
  let weighted = 0;
  for (let lag = 1; lag <= bandwidth; lag++) {
    const weight = Math.min(1, 2 * (1 - lag / bandwidth)) * (covariances[lag] as number);
    sum += 2 * weight;
    weighted += 2 * lag * weight;
  }
  const longRunVariance = Math.max(variance, sum);
  const most = Math.max(1, Math.ceil(Math.min(3 * Math.sqrt(n), n / 3)));
  const ideal = sum > 0 ? Math.cbrt(((2 * weighted ** 2) / ((4 / 3) * sum ** 2)) * n) : 1;
  const blockLength = Math.min(most, Math.max(1, Math.round(ideal)));
  const blockVariance = varianceOfBlocks(series, blockLength, variance);
  return { blockLength, variance, longRunVariance, blockVariance };
}

/** R(k) = 1/n Σ (x_i - x̄)(x_{i+k} - x̄), for k from 0. */
export function autocovariances(series: Float64Array, lags: number): Float64Array {
  const n = series.length;
  const mean = series.reduce((sum, each) => sum + each, 0) / n;
  const centred = series.map((each) => each - mean);
  const found = new Float64Array(lags + 1);
  for (let lag = 0; lag <= lags; lag++) {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += (centred[i] as number) * (centred[i - lag] as number);
    found[lag] = sum / n;
  }
  return found;
}

/** The smallest lag that `window` insignificant ones follow; the last significant one without such. */
function lastSignificantLag(covariances: Float64Array, n: number, window: number): number {
  const limit = 2 * Math.sqrt(Math.log10(n) / n) * (covariances[0] as number);
  let last = 0;
  for (let lag = 1; lag < covariances.length; lag++) {
    if (Math.abs(covariances[lag] as number) > limit) last = lag;
    else if (lag - last >= window) return last;
  }
  return last;
}

/**
 * Exactly: length times the variance of the means of all n circular blocks (D. N. Politis, J. P.
 * Romano, 1992), never below that of independent values.
 */
function varianceOfBlocks(series: Float64Array, length: number, variance: number): number {
  if (length === 1) return variance;
  const n = series.length;
  const mean = series.reduce((sum, each) => sum + each, 0) / n;
  let block = 0;
  for (let i = 0; i < length; i++) block += (series[i % n] as number) - mean;
  let squares = 0;
  for (let start = 0; start < n; start++) {
    squares += block * block;
    block += (series[(start + length) % n] as number) - (series[start] as number);
  }
  return Math.max(variance, squares / n / length);
}
