import { messageOf, RepriseError } from '../../core/base/errors.js';
import { jsonFault } from '../../core/json/scan.js';
import { lastGiven } from './options.js';

/** `--event-pattern` as a regular expression. Throws `RepriseError` when it is none, or has more groups than one. */
export function parsePattern(given: string | string[] | undefined): RegExp | undefined {
  const text = given === undefined ? undefined : lastGiven(given);
  if (text === undefined) return undefined;
  const pattern = compile(text);
  const groups = (new RegExp(`${pattern.source}|`).exec('')?.length ?? 1) - 1;
  if (groups <= 1) return pattern;
  throw new RepriseError(`--event-pattern has ${groups} groups, and only one can be the event.`, {
    hint: "Write the others as (?:…): --event-pattern 'event=(.*)'.",
  });
}

function compile(text: string): RegExp {
  try {
    // s: an event that was printed over several lines is one message.
    return new RegExp(text, 's');
  } catch (error) {
    throw new RepriseError(`--event-pattern is no regular expression: ${messageOf(error)}.`, {
      hint: "Give one as JavaScript has them: --event-pattern 'event=(.*)'.",
    });
  }
}

/** `--payload` as its bytes. Throws `RepriseError` when it is not JSON. */
export function parsePayload(given: string | string[] | undefined): Uint8Array | undefined {
  const text = given === undefined ? undefined : lastGiven(given);
  if (text === undefined) return undefined;
  const payload = Buffer.from(text);
  const fault = jsonFault(payload);
  if (!fault) return payload;
  throw new RepriseError(`--payload is not JSON: expected ${fault.expected}.`, {
    hint: `Quote it for the shell: --payload '{"ping": true}'.`,
  });
}

/** Throws `RepriseError` for a seed that is not a whole number. */
export function checkSeed(seed: number): number {
  if (Number.isSafeInteger(seed)) return seed;
  throw new RepriseError('--seed is not a whole number.', { hint: 'Give one: --seed 7.' });
}
