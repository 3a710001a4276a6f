import { RepriseError } from '../base/errors.js';
import type { InvocationType } from './client.js';

/**
 * The largest request payload by invocation type: 6 MB for what waits for the answer, 1 MB for
 * `Event` (256 KB until October 2025). AWS Lambda developer guide, Lambda quotas; beyond it the
 * service answers 413 `RequestEntityTooLargeException`, a name that its API model does not have
 * (docs/local-lambda.md, "Payloads over the limit").
 */
export const maxPayloadBytes: Readonly<Record<InvocationType, number>> = {
  RequestResponse: 6 * 1024 * 1024,
  Event: 1024 * 1024,
  DryRun: 6 * 1024 * 1024,
};

/** The longest client context, in characters of base64 (AWS Lambda API reference, Invoke). */
export const maxClientContextLength = 3583;

/** Throws `RepriseError` for a client context that Lambda would refuse: not base64, or too long. */
export function checkClientContext(clientContext: string): void {
  if (clientContext.length > maxClientContextLength) {
    throw new RepriseError(
      `the client context has ${clientContext.length.toLocaleString('en')} characters of base64; Lambda takes ${maxClientContextLength.toLocaleString('en')}`,
      { hint: 'Shorten its JSON.' },
    );
  }
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clientContext)) {
    throw new RepriseError('the client context is not base64', {
      hint: 'Give the base64 of a JSON object.',
    });
  }
}
