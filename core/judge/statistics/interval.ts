/** An estimate's bounds. */
export interface ConfidenceInterval {
  low: number;
  high: number;
}
