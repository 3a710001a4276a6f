import { hash } from 'node:crypto';
import { z } from 'zod';
import { invocationTypes } from '../invoke/client.js';
import type { RecordedEvent } from './event.js';

export { encodeEnvelope, envelopeStart } from './envelope-line.js';

const outcomeSchema = z.strictObject({
  statusCode: z.int().exactOptional(),
  functionError: z.string().exactOptional(),
  errorType: z.string().exactOptional(),
  errorMessage: z.string().exactOptional(),
  condition: z.string().exactOptional(),
  requestId: z.string().exactOptional(),
  approximateInvokeCount: z.int().exactOptional(),
  executedVersion: z.string().exactOptional(),
  durationMs: z.number().exactOptional(),
  response: z.string().exactOptional(),
  responseBase64: z.base64().exactOptional(),
});

const envelopeSchema = z
  .strictObject({
    reprise: z.literal(1),
    capturedAtUs: z.int().exactOptional(),
    functionName: z.string().exactOptional(),
    qualifier: z.string().exactOptional(),
    invocationType: z.enum(invocationTypes).exactOptional(),
    clientContext: z.string().exactOptional(),
    tags: z.record(z.string(), z.string()).exactOptional(),
    outcome: outcomeSchema.exactOptional(),
    // Recorders within a function leave it out: it would lengthen a cold start.
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits in lower case')
      .exactOptional(),
    payload: z.string().exactOptional(),
    payloadBase64: z.base64().exactOptional(),
  })
  .refine(
    ({ payload, payloadBase64 }) => (payload === undefined) !== (payloadBase64 === undefined),
    'expected either payload or payloadBase64',
  );

/** Throws `Error` with a message that says what is wrong, never with the payload in it. */
export function decodeEnvelope(line: string): RecordedEvent {
  const parsed = envelopeSchema.safeParse(parseJson(line));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'unreadable'}`);
  }
  const { reprise: _, sha256, payload: text, payloadBase64, ...event } = parsed.data;
  const payload =
    text === undefined ? Buffer.from(payloadBase64 ?? '', 'base64') : Buffer.from(text);
  if (sha256 !== undefined && hash('sha256', payload) !== sha256)
    throw new Error('the payload is not the one that sha256 tells of');
  return { payload, ...event };
}

/** V8 quotes the text in its message, and that may be a payload. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error('it is not JSON');
  }
}
