/** An estimate's bounds. */
export interface Interval {
  low: number;
  high: number;
}
