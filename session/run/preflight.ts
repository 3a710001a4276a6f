import { createHash } from 'node:crypto';
import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import type { ClientSettings, InvokeTarget, Payload } from '../../core/invoke/client.js';
import { type ClientName, createInvokeClient } from '../../core/invoke/create-client.js';
import type { Outcome } from '../../core/invoke/outcome.js';
import type { PlannedWorkload } from '../../core/measure/run-books.js';

const bytes = Buffer.from('{}');
const emptyEvent: Payload = { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };

/** A check is answered in milliseconds; one that is not answered is no reason to wait for. */
const timeoutMs = 10_000;

/** By which client, and whose invocations they are. */
export interface PreflightOptions {
  client?: ClientName;
  /** The tenant of each workload's first invocation, where it names one. */
  tenantIds?: readonly (string | undefined)[];
}

/** What a `DryRun` of one function and qualifier ended in. */
interface Checked {
  /** `checkout:live` */
  name: string;
  outcome: Outcome;
}

/**
 * Asks Lambda whether each function may be invoked as the run would: one `DryRun` for each function
 * and qualifier, which checks the permission and that both exist, and runs and costs nothing (AWS
 * Lambda API reference, Invoke: 204). Throws `RepriseError` that names every function that may not be
 * invoked, or is not there, and what to do. What says nothing of permission (a throttle, a server
 * error, an endpoint that knows no `DryRun`) is returned as notes, and stops nothing.
 */
export async function preflight(
  workloads: readonly PlannedWorkload[],
  settings: ClientSettings,
  { client = 'fast', tenantIds = [] }: PreflightOptions = {},
): Promise<string[]> {
  const lane = await createInvokeClient({ ...settings, timeoutMs, client });
  try {
    const checked = await Promise.all(
      targetsOf(workloads, tenantIds).map(async ({ name, target, tenantId }): Promise<Checked> => {
        const send = lane.prepare(target);
        const event = { ...emptyEvent, ...defined({ tenantId }) };
        return { name, outcome: await new Promise((resolve) => send(event, resolve)) };
      }),
    );
    const refused = checked.filter(isRefused);
    if (refused.length > 0) throw refusal(refused);
    return checked.flatMap(noteOf);
  } finally {
    await lane.close();
  }
}

/** One of each function and qualifier, with a tenant of the first workload that names one. */
function targetsOf(
  workloads: readonly PlannedWorkload[],
  tenantIds: PreflightOptions['tenantIds'] = [],
): { name: string; target: InvokeTarget; tenantId: string | undefined }[] {
  const byName = new Map<string, ReturnType<typeof targetsOf>[number]>();
  for (const [i, { functionName, qualifier }] of workloads.entries()) {
    const name = qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
    if (byName.get(name)?.tenantId !== undefined) continue;
    const target: InvokeTarget = {
      ...{ functionName, invocationType: 'DryRun', logType: 'None' },
      ...defined({ qualifier }),
    };
    byName.set(name, { name, target, tenantId: tenantIds[i] });
  }
  return [...byName.values()];
}

/** 401, 403 and 404 say that no invocation will be served, and so does a tenant that is missing or too many. */
function isRefused({ outcome }: Checked): boolean {
  const isStatus = outcome.kind === 'rejected' && [401, 403, 404].includes(outcome.statusCode);
  return isStatus || isOfTenants(outcome);
}

/** A function with tenant isolation takes no invocation without a tenant, another none with one. */
function isOfTenants(outcome: Outcome): boolean {
  return (
    outcome.kind === 'rejected' &&
    outcome.errorType === 'InvalidParameterValueException' &&
    /tenan(t|cy)/i.test(outcome.errorMessage)
  );
}

function refusal(refused: readonly Checked[]): RepriseError {
  const each = refused.map(({ name, outcome }) => `${name}: ${reasonOf(outcome)}`);
  const isMissing = refused.every(
    ({ outcome }) => outcome.kind === 'rejected' && outcome.statusCode === 404,
  );
  const what = isMissing ? 'cannot be found' : 'may not be invoked';
  const count = refused.length === 1 ? 'a function' : `${refused.length} functions`;
  return new RepriseError(`${count} ${what}; nothing was sent\n  ${each.join('\n  ')}`, {
    hint: refused.every(({ outcome }) => isOfTenants(outcome))
      ? 'Say whose invocations they are (invoke.tenantId, --tenant-id), or leave it out where tenants are not isolated.'
      : isMissing
        ? 'Look at the name, the version or alias, the region and the account (--region, --profile).'
        : 'Allow lambda:InvokeFunction on it, its qualifier included, look at --profile, or give --no-preflight.',
  });
}

function reasonOf(outcome: Outcome): string {
  return 'errorType' in outcome ? `${outcome.errorType}: ${outcome.errorMessage}` : outcome.kind;
}

function noteOf({ name, outcome }: Checked): string[] {
  if (outcome.kind === 'ok' && outcome.statusCode === 204) return [];
  const why = outcome.kind === 'ok' ? `status ${outcome.statusCode}` : reasonOf(outcome);
  return [`preflight of ${name} said nothing of its permission (${why})`];
}
