import { describe, expect, it } from 'vitest';
import { isThisMachine } from './this-machine.js';

describe('a host is this machine', () => {
  it.each([
    'localhost',
    'lambda.localhost',
    'LOCALHOST',
    '127.0.0.1',
    '127.8.9.10',
    '[::1]',
    '::1',
    '0.0.0.0',
  ])('if it is %s', (host) => expect(isThisMachine(host)).toBe(true));

  it.each([
    'lambda.eu-west-1.amazonaws.com',
    '127.0.0.1.example.org',
    'localhost.example.org',
    '192.0.2.1',
  ])('not if it is %s', (host) => expect(isThisMachine(host)).toBe(false));
});
