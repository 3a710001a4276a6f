import { expect, it } from 'vitest';
import { responseDifferences } from './json-difference.js';
import { redactedDifferences } from './redacted-differences.js';

const redact = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(Buffer.from(bytes).toString().replace(/s\d/g, '*'));

it('shows a difference that the rules hide, without its values, and every other with them', () => {
  const pair = [
    Buffer.from('{"secret":"s1","mixed":"a s1","plain":1,"gone":"s3"}'),
    Buffer.from('{"secret":"s2","mixed":"b s2","plain":2}'),
  ] as const;
  const found = responseDifferences(...pair);
  expect(redactedDifferences(found, pair, [], redact)).toEqual([
    { path: '$.secret', kind: 'value', first: '***', second: '***' },
    { path: '$.mixed', kind: 'value', first: '"a *"', second: '"b *"' },
    { path: '$.plain', kind: 'value', first: '1', second: '2' },
    { path: '$.gone', kind: 'missing', first: '"*"' },
  ]);
});
