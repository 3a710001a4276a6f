import { describe, expect, it } from 'vitest';
import { checkClientContext } from './payload-limit.js';

describe('a client context', () => {
  it('is base64 of at most 3,583 characters', () => {
    expect(() => checkClientContext('eyJhIjoxfQ==')).not.toThrow();
    expect(() => checkClientContext('A'.repeat(3583))).not.toThrow();
    expect(() => checkClientContext('A'.repeat(3584))).toThrow(/3,583/);
    expect(() => checkClientContext('{"a":1}')).toThrow(/base64/);
  });
});
