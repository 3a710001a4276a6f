import type { Breakdown } from './fold.js';

/**
 * On-demand prices of us-east-1 for x86 in US dollars, first tier, without the free tier (AWS Lambda
 * pricing page, read 2026-11): what an invocation costs elsewhere differs by some per cent, on arm64
 * it costs a fifth less.
 */
export const lambdaPrices = { perRequestUsd: 0.2e-6, perGbSecondUsd: 0.0000166667 } as const;

/** What invocations cost that were billed for so much memory over so much time. */
export function costOf(invocations: number, billedMbMs: number): number {
  const gbSeconds = billedMbMs / 1024 / 1000;
  return invocations * lambdaPrices.perRequestUsd + gbSeconds * lambdaPrices.perGbSecondUsd;
}

/**
 * What the invocations with a REPORT cost, in US dollars. 0 where nothing was served; undefined where
 * something was and no REPORT says for how long (`LogType: None`, `Event`). A refused invocation (a
 * throttle, a 4xx) did not run and is not billed.
 */
export function costUsdOf(part: Breakdown): number | undefined {
  const { ok, functionError } = part.outcomes;
  if (part.reports === 0 && ok + functionError > 0) return undefined;
  return costOf(part.reports, part.billedMbMs);
}
