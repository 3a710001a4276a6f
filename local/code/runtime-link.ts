import type { ChildProcess } from 'node:child_process';
import type { SandboxEvent } from '../functions/sandbox.js';

/** An error as a runtime reports it. */
export interface RuntimeError {
  /** From the body, else what the runtime said beside it. */
  errorType: string;
  /** The body, byte for byte. */
  payload: Buffer;
}

/** What a runtime says of itself and of its invocations. */
export interface RuntimeListener {
  /** It asks for its next invocation: init is done, or the one before is. */
  next(): void;
  /** A line of the function's own, without its line end. */
  log(line: string): void;
  /** The next bytes of a streamed response. */
  chunk(bytes: Buffer): void;
  /** The response, or the end of a streamed one; undefined when it was too large to take. */
  response(payload: Buffer | undefined): void;
  error(error: RuntimeError): void;
  initError(error: RuntimeError): void;
}

/** The way between the local Lambda and the runtime in one process. */
export interface RuntimeLink {
  /** How many pipes it needs beside the standard streams, from descriptor 3 on. */
  readonly pipes: number;
  /** Opens it; resolves to the environment variables that tell the process about it. */
  open(): Promise<Record<string, string>>;
  /** A process has been started: the first, or one in place of the last. */
  attach(child: ChildProcess): void;
  /** Whether an invocation waits for the runtime to ask for it. */
  readonly isOffering: boolean;
  /** Hands an invocation to the runtime, now or as soon as it asks. */
  offer(event: SandboxEvent): void;
  /** Breaks it off. */
  close(): Promise<void>;
}

/** Errors over this are cut off; Lambda has a limit too, and does not say which. */
export const maxErrorBytes = 1024 * 1024;

/** An error by its body; `named` is what else was said of its type. */
export function runtimeErrorOf(payload: Buffer, named?: string): RuntimeError {
  return { errorType: errorTypeIn(payload) ?? named ?? 'Runtime.Unknown', payload };
}

function errorTypeIn(payload: Buffer): string | undefined {
  try {
    const body: unknown = JSON.parse(payload.toString('utf8'));
    const errorType: unknown = Object(body).errorType;
    return typeof errorType === 'string' && errorType !== '' ? errorType : undefined;
  } catch {
    return undefined;
  }
}
