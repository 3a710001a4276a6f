import { defined } from '../../base/defined.js';
import { loggedBy, parseNested } from './log-message.js';

/** What Lambda itself writes (AWS Lambda developer guide, "Working with Lambda function logs"), and its local emulator. */
export const platformLine =
  /^(?:(?:START|END|REPORT|RESTORE_START|RESTORE_REPORT) RequestId: |(?:INIT_START|INIT_REPORT|XRAY|EXTENSION|TELEMETRY)\b.*: |\d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d,\d{3} \[[A-Z]+\] \(rapid\))/;

const startLine = /^START RequestId: (\S+)(?: Version: (\$LATEST|\d+))?/;
const endLine = /^(?:END|REPORT) RequestId: (\S+)/;

/** The invocation that lines belong to. */
export interface Invocation {
  requestId?: string;
  executedVersion?: string;
}

/** Follows the invocations that begin and end in the log of a function. */
export class Invocations {
  /** Of the last START, until the next. */
  current: Invocation = {};
  readonly #open = new Set<string>();
  #hasEnded = false;

  /** What comes now was not logged by any invocation: all have ended. */
  get isBetween(): boolean {
    return this.#hasEnded && this.#open.size === 0;
  }

  /** True for a line of the platform. */
  follow(text: string): boolean {
    const [, requestId, executedVersion] = startLine.exec(text) ?? [];
    if (requestId !== undefined) this.#start({ requestId, ...defined({ executedVersion }) });
    else this.#end(endLine.exec(text)?.[1]);
    return platformLine.test(text) || this.#followJson(text);
  }

  #followJson(text: string): boolean {
    if (!text.startsWith('{') || !text.includes('"platform.')) return false;
    const line = parseNested(text);
    const type = line && loggedBy(line)?.text();
    if (!type?.startsWith('platform.')) return false;
    const requestId = line?.at('record', 'requestId')?.text();
    const executedVersion = line?.at('record', 'version')?.text();
    if (type === 'platform.start' && requestId !== undefined)
      this.#start({ requestId, ...defined({ executedVersion }) });
    if (type === 'platform.report') this.#end(requestId);
    return true;
  }

  #start(invocation: Invocation): void {
    this.current = invocation;
    this.#open.add(invocation.requestId ?? '');
  }

  #end(requestId: string | undefined): void {
    if (requestId === undefined) return;
    this.#open.delete(requestId);
    this.#hasEnded = true;
  }
}
