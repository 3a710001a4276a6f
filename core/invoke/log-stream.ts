/**
 * What a function prints to say which execution environment it runs in, each of which has one log
 * stream: `REPRISE logStream=2026/11/23/[12]6f1e…`, a line of its own or within a line of JSON.
 */
const mark = Buffer.from('REPRISE logStream=');

/** A tail is 4 KB at most (AWS Lambda API reference, Invoke); what is longer is not searched. */
const scratch = Buffer.allocUnsafe(4096);

/** A stream's name has up to 512 characters, and neither `:` nor `*` (CloudWatch Logs API reference). */
const longestName = 512;

/**
 * Reads the log stream out of `X-Amz-Log-Result`; undefined where nothing of the kind was printed. The
 * tail is decoded into the same memory each time, and the only string made is the name.
 */
export function logStreamOfTail(logResult: string): string | undefined {
  const length = scratch.write(logResult, 'base64');
  const text = scratch.subarray(0, length);
  const at = text.lastIndexOf(mark);
  if (at === -1) return undefined;
  const start = at + mark.length;
  const most = Math.min(length, start + longestName);
  let end = start;
  while (end < most && isOfName(text[end] as number)) end += 1;
  return end > start ? text.toString('latin1', start, end) : undefined;
}

/** Ends at white space, at what ends a string of JSON, and at what no name has. */
function isOfName(code: number): boolean {
  return (
    code > 0x20 && code < 0x7f && code !== 0x22 && code !== 0x5c && code !== 0x3a && code !== 0x2a
  );
}
