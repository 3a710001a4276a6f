import { expect, it } from 'vitest';
import { cutOffText } from './cut-off.js';

it.each([
  [{ inFlight: 3, neverDue: 1200 }, '3 in flight and 1,200 not yet due'],
  [
    { inFlight: 3, neverDue: 0, notRecorded: 1200 },
    '3 in flight at the last recorded second, and 1,200 sent after it or not sent',
  ],
])('says of %j: %s', (cutOff, text) => expect(cutOffText(cutOff)).toBe(text));
