import { defined } from '../../core/base/defined.js';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import type { ClientSettings } from '../../core/invoke/client.js';
import { withSdkControl } from '../../core/invoke/control-client.js';
import { firstLine } from '../../core/invoke/first-line.js';
import { formatSeconds } from '../../core/quantity/format.js';
import type { DoctorFinding } from './finding.js';

/** A signature is refused when it is more than five minutes off (IAM User Guide, Signature Version 4). */
const refusedFromMs = 300_000;
/** The header counts seconds, and the answer takes its time. */
const notedFromMs = 5_000;

/** How far this machine's clock is from the service's, by the Date of an answer, whatever it says. */
export async function clockFinding(settings: ClientSettings): Promise<DoctorFinding> {
  const date = await serviceDate(settings);
  if (date === undefined) {
    return { about: 'clock', tone: 'warn', text: 'the endpoint does not say what time it is' };
  }
  return judgeClock(Date.now() - date.getTime());
}

/** What a difference of so many milliseconds means; above 0 this machine is ahead. */
export function judgeClock(aheadMs: number): DoctorFinding {
  const off = Math.abs(aheadMs);
  if (off < notedFromMs) return { about: 'clock', tone: 'good', text: 'the clock is right' };
  const side = aheadMs > 0 ? 'ahead of' : 'behind';
  const text = `this machine's clock is ${formatSeconds(off / 1000)} ${side} the service's`;
  const hint =
    off < refusedFromMs
      ? 'Set it: from five minutes on, requests are refused.'
      : 'Set it: the signatures of all requests are refused.';
  return { about: 'clock', tone: off < refusedFromMs ? 'warn' : 'bad', text, hint };
}

function serviceDate(settings: ClientSettings): Promise<Date | undefined> {
  return withSdkControl(settings, async ({ sdk, client }) => {
    let date: string | undefined;
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { headers?: Record<string, string> };
        date = headers?.date;
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    const abortSignal = AbortSignal.timeout(patienceMs);
    try {
      await client.send(new sdk.GetAccountSettingsCommand({}), { abortSignal });
    } catch (error) {
      // A refusal has a date as well.
      if (date === undefined) throw noAnswer(firstLine(messageOf(error)));
    }
    const found = new Date(date ?? '');
    return Number.isNaN(found.getTime()) ? undefined : found;
  });
}

function noAnswer(why: string): RepriseError {
  const hint = /certificate/i.test(why)
    ? 'Where a proxy stands between that makes certificates of its own, trust its authority: --ca-bundle FILE.'
    : undefined;
  return new RepriseError(`no answer: ${why}`, defined({ hint }));
}

const patienceMs = 10_000;
