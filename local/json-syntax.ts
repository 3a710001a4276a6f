import { isUtf8 } from 'node:buffer';
import { FaultScanner } from './json-fault.js';

/**
 * What is wrong with a payload as JSON, in the words of the service's parser and with its line and
 * column, or undefined when nothing is.
 */
export function serviceJsonFault(payload: Buffer): string | undefined {
  if (isUtf8(payload) && isJson(payload.toString('utf8'))) return undefined;
  return new FaultScanner(payload).fault();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
