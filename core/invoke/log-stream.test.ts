import { describe, expect, it } from 'vitest';
import { logStreamOfTail } from './log-stream.js';

const name = '2026/11/23/[12]6f1e0b';

function tail(log: string): string {
  return Buffer.from(log).toString('base64');
}

describe('the log stream that a function prints', () => {
  it.each([
    ['on a line of its own', `START\nREPRISE logStream=${name}\nEND\n`],
    ['by console.log of Node.js', `2026-11-23T10:00:00Z\tid\tINFO\tREPRISE logStream=${name}\nEND`],
    ['in the JSON log format', `{"level":"INFO","message":"REPRISE logStream=${name}"}\n`],
    ['last of all', `REPRISE logStream=${name}`],
    ['within escaped JSON', `{"log":"{\\"m\\":\\"REPRISE logStream=${name}\\"}"}`],
    ['twice, the last counts', `REPRISE logStream=other\nREPRISE logStream=${name}\n`],
    ['before 4 KB less its own length', `REPRISE logStream=${name}\n${'x'.repeat(4000)}`],
  ])('%s', (_, log) => expect(logStreamOfTail(tail(log))).toBe(name));

  it.each([
    ['nowhere', 'START\nREPORT RequestId: 1\n'],
    ['without a name', 'REPRISE logStream=\nREPORT'],
    ['beyond the tail', ''],
    ['cut off at its beginning', `ISE logStream=${name}\n`],
  ])('%s: not known', (_, log) => expect(logStreamOfTail(tail(log))).toBeUndefined());

  it('has no more characters than a name may have', () => {
    expect(logStreamOfTail(tail(`REPRISE logStream=${'x'.repeat(900)}`))).toHaveLength(512);
  });
});
