import type { CellData } from './cell.js';

/** What a function runs on: `Architectures` of its configuration. */
export const architectures = ['x86_64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

/** As the price list calls them. */
export const architectureNames: Readonly<Record<Architecture, string>> = {
  x86_64: 'x86',
  arm64: 'arm64',
};

/** Lambda's own default, which is assumed where nobody says. */
export const defaultArchitecture: Architecture = 'x86_64';

/**
 * On-demand prices of us-east-1 in US dollars, first tier, without the free tier (AWS Lambda pricing
 * page and AWS Price List, service code `AWSLambda`, read 2026-11: `Lambda-GB-Second` and
 * `Lambda-GB-Second-ARM`). What an invocation costs elsewhere differs by some per cent.
 */
export const lambdaPrices = {
  perRequestUsd: 0.2e-6,
  perGbSecondUsd: { x86_64: 0.0000166667, arm64: 0.0000133334 },
} as const satisfies { perRequestUsd: number; perGbSecondUsd: Record<Architecture, number> };

/** What billed milliseconds × MB cost. */
export function durationUsd(billedMbMs: number, architecture: Architecture): number {
  return (billedMbMs / 1024 / 1000) * lambdaPrices.perGbSecondUsd[architecture];
}

/** What of one workload is billed. */
export interface Bill {
  /** What was served or accepted: a refused invocation (a throttle, a 4xx) did not run and is not billed. */
  requests: number;
  /** How many of them a REPORT says the billed duration of. */
  reports: number;
  /** Billed milliseconds × memory in MB, of those. */
  billedMbMs: number;
}

/** What is known of a cost. */
export interface Cost {
  /** All requests, and the duration of those of which it is known. */
  usd: number;
  /** The part of it that is for duration. */
  durationUsd: number;
  /** How many invocations are billed, and of how many the duration is known. */
  of: number;
  knownOf: number;
}

/** What pricing must know of a workload. */
export interface PricedWorkload {
  invocationType: string;
  /** Absent: not known. */
  architecture?: Architecture;
}

/** Adds what a cell has to the bill of its workload. */
export function addToBill(
  bills: Map<number, Bill>,
  {
    workload,
    kind,
    count,
    reports,
    billedMbMs,
  }: Omit<Bill, 'requests'> & Pick<CellData, 'workload' | 'kind' | 'count'>,
): void {
  if (kind !== 'ok' && kind !== 'functionError') return;
  const bill = bills.get(workload) ?? { requests: 0, reports: 0, billedMbMs: 0 };
  bill.requests += count;
  bill.reports += reports;
  bill.billedMbMs += billedMbMs;
  bills.set(workload, bill);
}

/** What the workloads' bills come to. A `DryRun` only checks the permission, and is free. */
export function costOf(
  bills: ReadonlyMap<number, Bill>,
  workloads: readonly PricedWorkload[],
): Cost {
  const cost: Cost = { usd: 0, durationUsd: 0, of: 0, knownOf: 0 };
  for (const [index, { requests, reports, billedMbMs }] of bills) {
    const { invocationType, architecture = defaultArchitecture } = workloads[index] ?? {};
    if (invocationType === 'DryRun') continue;
    cost.durationUsd += durationUsd(billedMbMs, architecture);
    cost.of += requests;
    cost.knownOf += reports;
  }
  cost.usd = cost.of * lambdaPrices.perRequestUsd + cost.durationUsd;
  return cost;
}

/** Whether what is known is only part of what is billed. */
export function isPartial({ of, knownOf }: Cost): boolean {
  return knownOf < of;
}
