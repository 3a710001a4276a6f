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
  client: ClientName = 'fast',
): Promise<string[]> {
  const lane = await createInvokeClient({ ...settings, timeoutMs, client });
  try {
    const checked = await Promise.all(
      targetsOf(workloads).map(async ({ name, target }): Promise<Checked> => {
        const send = lane.prepare(target);
        return { name, outcome: await new Promise((resolve) => send(emptyEvent, resolve)) };
      }),
    );
    const refused = checked.filter(isRefused);
    if (refused.length > 0) throw refusal(refused);
    return checked.flatMap(noteOf);
  } finally {
    await lane.close();
  }
}

function targetsOf(
  workloads: readonly PlannedWorkload[],
): { name: string; target: InvokeTarget }[] {
  const targets = workloads.map(({ functionName, qualifier }) => ({
    name: qualifier === undefined ? functionName : `${functionName}:${qualifier}`,
    target: {
      ...{ functionName, invocationType: 'DryRun' as const, logType: 'None' as const },
      ...defined({ qualifier }),
    },
  }));
  return [...new Map(targets.map((each) => [each.name, each])).values()];
}

/** 401, 403 and 404 say that no invocation will be served. */
function isRefused({ outcome }: Checked): boolean {
  return outcome.kind === 'rejected' && [401, 403, 404].includes(outcome.statusCode);
}

function refusal(refused: readonly Checked[]): RepriseError {
  const each = refused.map(({ name, outcome }) => `${name}: ${reasonOf(outcome)}`);
  const isMissing = refused.every(
    ({ outcome }) => outcome.kind === 'rejected' && outcome.statusCode === 404,
  );
  const what = isMissing ? 'cannot be found' : 'may not be invoked';
  const count = refused.length === 1 ? 'a function' : `${refused.length} functions`;
  return new RepriseError(`${count} ${what}; nothing was sent\n  ${each.join('\n  ')}`, {
    hint: isMissing
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
