import { openChanges } from './payload-changes.js';
import type { OpenPayloads } from './payloads.js';
import type { PayloadsSpec } from './payloads-spec.js';

/**
 * Whose invocation the first payload of each workload would be, changed and named as in the run;
 * undefined where it names no tenant. Throws as the run would: a transform that cannot be loaded, a payload
 * without the tenant's place.
 */
export async function firstTenants(
  specs: readonly PayloadsSpec[],
  payloads: OpenPayloads,
  seed: number,
): Promise<(string | undefined)[]> {
  const { sources, start } = await openChanges(specs.map(asFarAsNamed), payloads, seed);
  start(Date.now() * 1000);
  return sources.map((source, workload) => {
    const arrival = { index: 0, intendedUs: 0, payload: 0, workload, stage: 0 };
    const payload = source.get(0);
    return (source.change?.(payload, arrival) ?? payload).tenantId;
  });
}

/** A transform is code of the user's: it is loaded only where a tenant may be read from what it makes. */
function asFarAsNamed(spec: PayloadsSpec): PayloadsSpec {
  if (spec.names?.tenantId?.length) return spec;
  const plain = { ...spec };
  delete plain.transform;
  return plain;
}
