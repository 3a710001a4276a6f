import { expect, it } from 'vitest';
import { type Delivery, deliveryOf } from './otlp-post.js';

const noon = Date.UTC(2026, 10, 29, 12);
const partial = '{"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too old"}}';

it.each<[number, string | null, string, Delivery]>([
  [200, null, '', { kind: 'taken' }],
  [200, null, 'null', { kind: 'taken' }],
  [202, null, '{"partialSuccess":{}}', { kind: 'taken' }],
  [200, null, partial, { kind: 'taken', rejected: 'it rejected 3 data points: too old' }],
  [400, '1', 'no', { kind: 'refused', why: 'it answered 400: no' }],
  [404, null, '', { kind: 'refused', why: 'it answered 404' }],
  [307, null, '', { kind: 'refused', why: 'it answered 307' }],
  [500, '1', '', { kind: 'refused', why: 'it answered 500' }],
  [429, '7', '', { kind: 'later', why: 'it answered 429', afterMs: 7000 }],
  [503, null, 'full', { kind: 'later', why: 'it answered 503: full' }],
  [502, 'soon', '', { kind: 'later', why: 'it answered 502' }],
  [
    ...([503, 'Sun, 29 Nov 2026 12:00:09 GMT', ''] as const),
    { kind: 'later', why: 'it answered 503', afterMs: 9000 },
  ],
  [
    ...([504, 'Sun, 29 Nov 2026 11:00:00 GMT', ''] as const),
    { kind: 'later', why: 'it answered 504', afterMs: 0 },
  ],
])('%d with Retry-After %j and %j', (status, retryAfter, text, delivery) => {
  expect(deliveryOf(status, retryAfter, text, noon)).toEqual(delivery);
});
