import { describe, expect, it } from 'vitest';
import { checkClientContext, checkPayload } from './payload-limit.js';

describe('a payload’s limit', () => {
  it.each([
    ['RequestResponse', 6_291_456],
    ['DryRun', 6_291_456],
    ['Event', 1_048_576],
  ] as const)('for %s is %i bytes', (type, limit) => {
    expect(() => checkPayload(type, limit)).not.toThrow();
    expect(() => checkPayload(type, limit + 1, 'payload 7')).toThrow(/^payload 7 has/);
  });
});

describe('a client context', () => {
  it('is base64 of at most 3,583 characters', () => {
    expect(() => checkClientContext('eyJhIjoxfQ==')).not.toThrow();
    expect(() => checkClientContext('A'.repeat(3583))).not.toThrow();
    expect(() => checkClientContext('A'.repeat(3584))).toThrow(/3,583/);
    expect(() => checkClientContext('{"a":1}')).toThrow(/base64/);
  });
});
