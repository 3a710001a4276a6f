import { exitPayload, outOfMemoryPayload } from '../functions/error-payload.js';
import type { InitListener, InvokeListener, SandboxFailure } from '../functions/sandbox.js';

/** What waits for the next word of the code inside of a sandbox. */
export type SandboxCall =
  | { kind: 'init'; requestId: string; listener: InitListener }
  | { kind: 'invoke'; requestId: string; listener: InvokeListener };

/** The code was ended for using more than its memory. */
export function outOfMemory(requestId: string): SandboxFailure {
  const payload = outOfMemoryPayload(requestId);
  return { errorType: 'Runtime.OutOfMemory', payload, survives: false };
}

/** The code ended before it answered; no `reason` where it ended as if all were well. */
export function exited(requestId: string, reason: string | undefined): SandboxFailure {
  const payload = exitPayload(requestId, reason);
  return { errorType: 'Runtime.ExitError', payload, survives: false };
}
