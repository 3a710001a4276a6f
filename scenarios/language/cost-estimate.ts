/** What the plan's invocations cost on AWS, in US dollars, at the prices of `lambdaPrices`. */
export interface CostEstimate {
  requestsUsd: number;
  /** What every 100 ms of billed duration adds, at `memoryMb`. */
  per100MsUsd: number;
  /** The largest of the local functions that are invoked; 1,024 where it is not known. */
  memoryMb: number;
}
