import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { WireConnection } from './connection.js';
import { HeaderTable } from './header-table.js';

/** A socket that is open, and says what it is told of the bytes that it has not written. */
class FakeSocket extends EventEmitter {
  writableLength = 0;
  destroy(): void {}
}

const whole = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');

it.each([
  ['all of it, by then', 0, true],
  ['a part of it still', 10, false],
])('a request whose answer comes first may have been written: %s', (_, leftBytes, isFresh) => {
  const socket = new FakeSocket();
  const dialer = { dial: (listener: { opened(socket: unknown): void }) => listener.opened(socket) };
  const settings = {
    dialer: dialer as never,
    table: new HeaderTable<object>({}),
    empty: () => ({}),
  };
  const connection = new WireConnection(settings, () => {});
  const ends: boolean[] = [];
  connection.send({
    writeTo: () => {},
    head: () => {},
    body: () => {},
    failed: () => {},
    end: (isReusable) => ends.push(isReusable),
  });
  // Over TLS, Node says a turn later that all is written.
  socket.writableLength = 10;
  connection.read(whole, whole.length);
  connection.rest(0);
  socket.writableLength = leftBytes;
  expect([ends, connection.isFresh(1)]).toEqual([[true], isFresh]);
});
