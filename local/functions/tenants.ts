import { type Refusal, refuse } from '../http/exceptions.js';
import type { Target } from './registry.js';

/**
 * Refuses an invocation that names no tenant where the function isolates them, and one that names one
 * where it does not (AWS Lambda guide, "Troubleshoot tenant isolation"). The first message is as the
 * service answers it, in public posts since 2025-11; of the second only the name is documented.
 */
export function refuseTenant({ function: entry }: Target, tenantId?: string): Refusal | undefined {
  if (entry.tenantIsolation === (tenantId !== undefined)) return undefined;
  return refuse(
    'InvalidParameterValueException',
    entry.tenantIsolation
      ? 'The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.'
      : 'The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.',
  );
}

/** 2,500 for every 1,000 of the function's concurrency (AWS Lambda guide, "Troubleshoot tenant isolation"). */
const environmentsPerConcurrency = 2.5;

/** Whether one more tenant's environment may be, the idle ones counted too. */
export function hasTenantRoom({ function: entry }: Target): boolean {
  if (!entry.tenantIsolation) return true;
  let count = 0;
  for (const { pool } of entry.versions.values()) count += pool.environmentCount;
  return count < Math.floor(entry.concurrency.limit * environmentsPerConcurrency);
}
