import { isSpace } from '../../json/characters.js';
import { platformLine } from './invocations.js';

const minHeadBytes = 64 * 1024;
const maxHeadBytes = 1024 * 1024;
const maxPreambleBytes = 16 * 1024;

/**
 * Holds the first line and the beginning of the next, or as much as is worth looking at. A line that
 * only opens a document shows nothing of it yet; what goes on line by line must not wait for more.
 */
export function showsFormat(head: Uint8Array): boolean {
  if (head.length >= maxHeadBytes) return true;
  const start = head.findIndex((byte) => !isSpace(byte));
  const end = head.indexOf(0x0a, start);
  if (start < 0 || end < 0 || head.subarray(end).every(isSpace)) return false;
  if (head.length >= minHeadBytes) return true;
  const text = Buffer.from(head.subarray(start)).toString('latin1');
  return (
    !opensDocument(head.subarray(start, end)) && !endsInBracket.test(text) && !isPreamble(text)
  );
}

/** The next line has begun with a bracket, and whether more stands in it cannot be seen yet. */
const endsInBracket = /\n[{[][ \t\r]*$/;

/**
 * A text that is no log so far: what starts a local runtime says so before the function's log begins.
 * The first line of a table has commas.
 */
function isPreamble(text: string): boolean {
  const [first = '', ...rest] = text.split('\n');
  return (
    text.length < maxPreambleBytes &&
    /^[A-Za-z][^,\t]*$/.test(first) &&
    ![first, ...rest.slice(0, -1)].some((line) => platformLine.test(line))
  );
}

/** The line begins a JSON object or list and does not end it. */
function opensDocument(line: Uint8Array): boolean {
  const text = Buffer.from(line).toString('latin1').trimEnd();
  return /^(\xef\xbb\xbf)?[{[]/.test(text) && !/[}\]]$/.test(text);
}
