import { isUtf8 } from 'node:buffer';
import type { Outcome } from '../invoke/outcome.js';
import type { RecordedOutcome } from '../recording/event.js';

/** What a recording keeps of an outcome: how it ended, not what it measured. */
export function recordedOutcome(outcome: Outcome, durationUs: number): RecordedOutcome {
  return { ...whatHappened(outcome), durationMs: Math.round(durationUs) / 1000 };
}

function whatHappened(outcome: Outcome): RecordedOutcome {
  switch (outcome.kind) {
    case 'ok':
    case 'functionError':
      return executed(outcome);
    case 'throttled':
      return {
        statusCode: outcome.statusCode,
        errorType: 'TooManyRequestsException',
        errorMessage: `${outcome.reason}: ${outcome.errorMessage}`,
      };
    case 'rejected':
    case 'serviceError': {
      const { statusCode, errorType, errorMessage } = outcome;
      return { statusCode, errorType, errorMessage };
    }
    case 'transportError':
      return { errorType: outcome.errorType, errorMessage: outcome.errorMessage };
    case 'aborted':
    case 'dropped':
      return {
        errorType: 'AbortError',
        errorMessage: 'the application gave up before the answer was complete',
      };
  }
}

function executed(outcome: Extract<Outcome, { kind: 'ok' | 'functionError' }>): RecordedOutcome {
  const { statusCode, executedVersion } = outcome;
  const recorded: RecordedOutcome = { statusCode };
  if (executedVersion !== undefined) recorded.executedVersion = executedVersion;
  if (outcome.kind === 'ok') return recorded;
  const { functionError, errorType, errorMessage } = outcome;
  return { ...recorded, functionError, errorType, errorMessage };
}

/** An outcome with its response: text where it is UTF-8, else base64. */
export function withResponse(outcome: RecordedOutcome, response: Uint8Array): RecordedOutcome {
  const bytes = Buffer.from(response.buffer, response.byteOffset, response.length);
  if (isUtf8(bytes)) return { ...outcome, response: bytes.toString('utf8') };
  return { ...outcome, responseBase64: bytes.toString('base64') };
}
