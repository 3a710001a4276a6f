import { isSpace } from '../../json/scan.js';

const minHeadBytes = 64 * 1024;
const maxHeadBytes = 1024 * 1024;

/**
 * Holds the first line and the beginning of the next, or as much as is worth looking at. A line that
 * only opens a document shows nothing of it yet; what goes on line by line must not wait for more.
 */
export function showsFormat(head: Uint8Array): boolean {
  if (head.length >= maxHeadBytes) return true;
  const start = head.findIndex((byte) => !isSpace(byte));
  const end = head.indexOf(0x0a, start);
  if (start < 0 || end < 0 || head.subarray(end).every(isSpace)) return false;
  return head.length >= minHeadBytes || !opensDocument(head.subarray(start, end));
}

/** The line begins a JSON object or list and does not end it. */
function opensDocument(line: Uint8Array): boolean {
  const text = Buffer.from(line).toString('latin1').trimEnd();
  return /^(\xef\xbb\xbf)?[{[]/.test(text) && !/[}\]]$/.test(text);
}
