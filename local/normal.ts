import type { Random } from '../core/base/random.js';
import type { LatencyConfig } from './config.js';

/** A draw from the standard normal distribution (G. E. P. Box and M. E. Muller, 1958). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The 99% quantile of the standard normal distribution. */
const z99 = 2.3263478740408408;

/** Draws milliseconds from a log-normal distribution given by its median and 99th percentile. */
export function drawLatencyMs(latency: LatencyConfig, random: Random): number {
  if (latency.p99Ms <= latency.p50Ms || latency.p50Ms === 0) return latency.p50Ms;
  const sigma = Math.log(latency.p99Ms / latency.p50Ms) / z99;
  return latency.p50Ms * Math.exp(sigma * drawNormal(random));
}
