/** A rate over the time of a stage, as a formula. */
export interface RateCurve {
  startHz: number;
  endHz: number;
  /** The highest within the stage. */
  peakHz: number;
  /** The steepest rise: by how much altogether, and how fast. */
  climb: { hz: number; hzPerS: number };
  /** Goes from `startHz` to `endHz` on a straight line. */
  isLinear: boolean;
  /** Arrivals intended up to `seconds` into the stage: the integral of the rate. */
  expected(seconds: number): number;
  /** When `arrivals` arrivals are intended, in microseconds: the inverse of `expected`. */
  dueUs(arrivals: number): number;
}
