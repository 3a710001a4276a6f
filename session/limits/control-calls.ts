import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../core/base/errors.js';
import { firstLine } from '../../core/invoke/first-line.js';
import type { Reading, Unreadable } from '../../core/judge/concurrency/limits.js';
import { formatSeconds } from '../../core/quantity/format.js';

/** How long the calls may take. */
export interface ControlPatience {
  /** One call, its retries included. */
  callMs: number;
  /** All calls together, without what is waited between them. */
  allMs: number;
}

/** The control plane answers within tenths of a second. */
export const defaultPatience: ControlPatience = { callMs: 3000, allMs: 10_000 };

/**
 * So many calls at once, then one each 100 ms: an account has 15 requests per second for all control
 * plane calls together (AWS Lambda guide, "Lambda quotas"), and others need some of them.
 */
const burst = 8;
const everyMs = 100;

/**
 * Calls of the control plane, one after the other. What fails is a reading that says why. After a
 * call that nothing answered no other is made, so that a silent control plane costs `callMs` once.
 */
export class ControlCalls {
  readonly #patience: ControlPatience;
  #calls = 0;
  #spentMs = 0;
  /** Why no further call is made. */
  #given: Unreadable | undefined;

  constructor(patience: ControlPatience = defaultPatience) {
    this.#patience = patience;
  }

  /** Makes the call of that name (`GetAlias`); `read` gives undefined for an answer that is not Lambda's. */
  async call<T>(
    name: string,
    read: (options: { abortSignal: AbortSignal }) => Promise<T | undefined>,
  ): Promise<Reading<T>> {
    if (this.#given) return this.#given;
    if (this.#calls++ >= burst) await sleep(everyMs);
    const beganMs = performance.now();
    const { callMs, allMs } = this.#patience;
    const reading = await attempt(name, read, callMs);
    this.#spentMs += performance.now() - beganMs;
    if (reading.kind === 'unreadable' && reading.cause === 'noAnswer') this.#given = reading;
    if (this.#spentMs > allMs) this.#given ??= silent(`${name} and the calls before it`, allMs);
    return reading;
  }
}

async function attempt<T>(
  name: string,
  read: (options: { abortSignal: AbortSignal }) => Promise<T | undefined>,
  callMs: number,
): Promise<Reading<T>> {
  const abortSignal = AbortSignal.timeout(callMs);
  try {
    const value = await read({ abortSignal });
    return value === undefined
      ? unreadable('noControlPlane', `the endpoint does not know ${name}`)
      : { kind: 'read', value };
  } catch (error) {
    return abortSignal.aborted ? silent(name, callMs) : failure(name, error);
  }
}

/** What the SDK's exceptions have: those of the service a status, those of the network a code. */
interface Thrown {
  name?: string;
  $metadata?: { httpStatusCode?: number };
}

function failure(name: string, error: unknown): Unreadable {
  const { name: exception = '', $metadata } = error as Thrown;
  const status = $metadata?.httpStatusCode;
  const said = firstLine(messageOf(error));
  if (exception === 'AccessDeniedException') {
    return unreadable('notPermitted', `not allowed to call lambda:${name}`);
  }
  if (isNotLambdas(exception)) {
    const withStatus = status === undefined ? '' : ` (status ${status})`;
    return unreadable('noControlPlane', `the endpoint does not know ${name}${withStatus}`);
  }
  if (status === undefined) return unreadable('noAnswer', `${name} was not answered: ${said}`);
  return unreadable('refused', `${name} was refused: ${exception}: ${said}`);
}

/**
 * What the SDK throws for an answer that no Lambda gives: an error without a type of its own, or a body
 * that it cannot read.
 */
function isNotLambdas(exception: string): boolean {
  return ['Unknown', 'UnknownError', 'SyntaxError', 'TypeError'].includes(exception);
}

function silent(what: string, ms: number): Unreadable {
  return unreadable('noAnswer', `${what} took longer than ${formatSeconds(ms / 1000)}`);
}

function unreadable(cause: Unreadable['cause'], why: string): Unreadable {
  return { kind: 'unreadable', cause, why };
}
