import { describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../../database/temporary.fixture.js';
import type { RecordedAs } from '../../invoke/client.js';
import type { RecordedOutcome } from '../event.js';
import { RecordingStore } from './store.js';

const cases: [string, RecordedOutcome | undefined, RecordedAs | undefined][] = [
  ['nothing known', undefined, undefined],
  ['only the version, from a log stream', { executedVersion: '12' }, undefined],
  ['accepted, as an Event is', { statusCode: 202, requestId: 'r' }, undefined],
  ['returned', { statusCode: 200, executedVersion: '12', durationMs: 3 }, 'ok'],
  ['a success destination', { statusCode: 200, condition: 'Success' }, 'ok'],
  ['a function error', { statusCode: 200, functionError: 'Unhandled' }, 'failed'],
  ['a dead letter', { statusCode: 200, errorMessage: '', requestId: 'r' }, 'failed'],
  ['a destination that never ran it', { condition: 'ZeroReservedConcurrency' }, 'failed'],
  ['a success that has an error type', { condition: 'Success', errorType: 'E' }, 'failed'],
  ['a throttle', { statusCode: 429 }, 'failed'],
];

describe('what became of a recorded event', () => {
  it.each(cases)('%s', (_, outcome, expected) => {
    const { db } = temporaryDatabase();
    const store = new RecordingStore(db);
    const staged = store.stage();
    staged.append([{ payload: Buffer.from('{}'), ...(outcome && { outcome }) }]);
    store.publish(staged, 'a', 'refuse', {
      ...{ source: 's', importedAtMs: 0, recordCount: 1, skippedCount: 0 },
    });
    expect(store.reader('a').get(0).recordedAs).toBe(expected);
  });
});

it('an event that was recorded from a stream is streamed again', () => {
  const { db } = temporaryDatabase();
  const store = new RecordingStore(db);
  const staged = store.stage();
  const payload = Buffer.from('{}');
  staged.append([
    { payload, tags: { operation: 'InvokeWithResponseStream', team: 'a' } },
    { payload, tags: { operation: 'else' } },
    { payload, tags: {} },
    { payload },
  ]);
  store.publish(staged, 'a', 'refuse', {
    ...{ source: 's', importedAtMs: 0, recordCount: 4, skippedCount: 0 },
  });
  const reader = store.reader('a');
  expect([0, 1, 2, 3].map((at) => reader.get(at).isStreamed)).toEqual([
    ...[true, undefined, undefined, undefined],
  ]);
});
