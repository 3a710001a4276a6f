import { RepriseError } from '../core/base/errors.js';
import type { ResolvedEndpoint } from '../core/invoke/client.js';
import { askLine } from './ask-line.js';

/**
 * Asks on the terminal, standard output left alone; only `y` or `yes` is a yes. Throws `RepriseError`
 * where there is no terminal to ask on.
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new RepriseError(`${question} There is no terminal to ask on.`, {
      hint: 'Give --yes to do it without being asked.',
    });
  }
  return /^y(es)?$/i.test((await askLine(`${question} [y/N] `)) ?? '');
}

/** Where invocations go, since an environment variable can redirect them: "Sending to … (…, as …)." */
export function sendingText(
  { url, region, accessKeyId }: ResolvedEndpoint,
  isLocal: boolean,
): string {
  const where = isLocal ? `the local Lambda at ${url}` : `${url} (${region}, as ${accessKeyId})`;
  return `Sending to ${where}.`;
}
