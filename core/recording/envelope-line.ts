import { isUtf8 } from 'node:buffer';
import type { RecordedEvent } from './event.js';

/** Every line of an export begins so; by this it is told from a payload. */
export const envelopeStart = '{"reprise":1,';

/**
 * A record as one line of JSON, without a line end, that becomes the same record again, byte for byte.
 * The payload is a string in it, since its own text may span several lines, and base64 where it is no
 * UTF-8 and JSON has no string for it.
 */
export function encodeEnvelope(event: RecordedEvent, sha256: string): string {
  const { capturedAtUs, functionName, qualifier, invocationType, clientContext, tags, outcome } =
    event;
  const payload = Buffer.from(event.payload.buffer, event.payload.byteOffset, event.payload.length);
  return JSON.stringify({
    reprise: 1,
    ...{
      capturedAtUs,
      functionName,
      qualifier,
      invocationType,
      clientContext,
      tags,
      outcome,
      sha256,
    },
    ...(isUtf8(payload)
      ? { payload: payload.toString('utf8') }
      : { payloadBase64: payload.toString('base64') }),
  });
}
