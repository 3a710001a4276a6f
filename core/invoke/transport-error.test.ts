import { describe, expect, it } from 'vitest';
import { defined } from '../base/defined.js';
import { timeoutError, transportError } from './transport-error.js';

function failure(code: string | undefined, message: string, name = 'Error'): Error {
  return Object.assign(new Error(message), { name, ...defined({ code }) });
}

describe('a transport error', () => {
  const closed = 'the connection was closed before the answer was complete';
  it.each<[unknown, string, string]>([
    [
      failure('ECONNREFUSED', 'connect ECONNREFUSED ::1:9'),
      'ECONNREFUSED',
      'connect ECONNREFUSED ::1:9',
    ],
    [failure('ECONNREFUSED', '', 'AggregateError'), 'ECONNREFUSED', 'ECONNREFUSED'],
    [failure('ECONNRESET', 'socket hang up', 'TimeoutError'), 'ECONNRESET', closed],
    [failure('ECONNRESET', 'aborted'), 'ECONNRESET', closed],
    [failure('UND_ERR_SOCKET', 'other side closed', 'SocketError'), 'ECONNRESET', closed],
    [failure('UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'Response body length'), 'ECONNRESET', closed],
    [
      failure('EPIPE', 'write EPIPE'),
      'EPIPE',
      'the connection was closed before the request was sent',
    ],
    [failure('ETIMEDOUT', 'read ETIMEDOUT'), 'ETIMEDOUT', 'the connection timed out'],
    [failure('ENOTFOUND', 'getaddrinfo ENOTFOUND x'), 'ENOTFOUND', 'getaddrinfo ENOTFOUND x'],
    [failure('EAI_AGAIN', 'getaddrinfo EAI_AGAIN x'), 'EAI_AGAIN', 'getaddrinfo EAI_AGAIN x'],
    [
      failure('CERT_HAS_EXPIRED', 'certificate has expired'),
      'CERT_HAS_EXPIRED',
      'certificate has expired',
    ],
    [
      failure('ERR_TLS_CERT_ALTNAME_INVALID', 'Hostname/IP does not match\nmore'),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'Hostname/IP does not match',
    ],
    [
      failure('HPE_INVALID_CONSTANT', 'Parse Error'),
      'HTTPParserError',
      'the answer is not valid HTTP',
    ],
    [failure(undefined, 'x', 'HTTPParserError'), 'HTTPParserError', 'the answer is not valid HTTP'],
    [
      failure('UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error'),
      'TimeoutError',
      'no connection within the connect timeout',
    ],
    [
      failure(undefined, 'Socket timed out without establishing a connection', 'TimeoutError'),
      'TimeoutError',
      'no connection within the connect timeout',
    ],
    [
      failure(undefined, 'Could not load credentials', 'CredentialsProviderError'),
      'CredentialsProviderError',
      'Could not load credentials',
    ],
    ['a string', 'Error', 'a string'],
    [undefined, 'Error', 'undefined'],
  ])('%s', (thrown, errorType, errorMessage) => {
    expect(transportError(thrown)).toEqual({ kind: 'transportError', errorType, errorMessage });
  });

  it('of the timeout says how long it was', () => {
    expect(timeoutError(30_000)).toEqual({
      kind: 'transportError',
      errorType: 'TimeoutError',
      errorMessage: 'no complete answer within 30,000 ms',
    });
  });
});
