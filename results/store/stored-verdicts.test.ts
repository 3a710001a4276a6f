import { expect, it } from 'vitest';
import { readVerdict, type StoredVerdict } from './stored-verdicts.js';

const verdict = { text: 'p99 < 1s', verdict: 'pass', limit: 1e6, unit: 'us' } as const;

it('reads what is stored as data, and what an earlier version stored as sentences', () => {
  const data: StoredVerdict = {
    ...verdict,
    observed: { kind: 'value', dimension: 'time', value: 851_455 },
    note: { kind: 'abortedRun', atS: 3 },
  };
  expect(readVerdict(data)).toEqual(data);
  expect(readVerdict({ ...verdict, observed: '851 ms' })).toEqual({
    ...verdict,
    observed: { kind: 'worded', text: '851 ms' },
  });
  expect(readVerdict({ ...verdict, observed: '851 ms', note: 'Old.' })).toMatchObject({
    note: { kind: 'worded', text: 'Old.' },
  });
});
