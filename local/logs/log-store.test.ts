import { expect, test } from 'vitest';
import { VirtualClock } from '../virtual-clock.fixture.js';
import { filterLogEvents } from './filter-log-events.js';
import { LogStore } from './log-store.js';

function read(store: LogStore, input: object = {}): { messages: string[]; nextToken?: string } {
  const call = { input: { logGroupName: 'g', ...input }, host: '', onGone: () => {} };
  const answer = filterLogEvents(call, store, (name) => name) as {
    events: { message: string }[];
    nextToken?: string;
  };
  return { ...answer, messages: answer.events.map(({ message }) => message) };
}

test('beyond its bound the oldest events of all groups are dropped, and streams with their last', () => {
  const store = new LogStore(new VirtualClock(), 3);
  for (const [group, stream] of ['g/a', 'h/a', 'g/b', 'g/b', 'h/a'].map((at) => at.split('/'))) {
    store.append(group ?? '', stream ?? '', `${store.written}`);
  }
  expect(read(store).messages).toEqual(['2', '3']);
  expect([...(store.groups.get('g')?.streams.keys() ?? [])]).toEqual(['b']);
  expect([store.written, store.dropped]).toEqual([5, 2]);
});

test('a page that was dropped meanwhile is gone, and the next one goes on with what is there', () => {
  const store = new LogStore(new VirtualClock(), 4);
  for (let i = 0; i < 4; i++) store.append('g', 's', `${i}`);
  const { nextToken } = read(store, { limit: 1 });
  for (let i = 4; i < 7; i++) store.append('g', 's', `${i}`);
  expect(read(store, { nextToken }).messages).toEqual(['3', '4', '5', '6']);
});

test('with a lag, events are read late, and not in the order of their times', () => {
  const clock = new VirtualClock();
  const lags = [5000, 1000];
  const store = new LogStore(clock, 10, () => lags.shift() ?? 0);
  store.append('g', 's', 'first');
  clock.advance(10);
  store.append('g', 's', 'second');
  expect(read(store).messages).toEqual([]);
  clock.advance(1000);
  expect(read(store).messages).toEqual(['second']);
  clock.advance(4000);
  expect(read(store).messages).toEqual(['first', 'second']);
});

test('a page ends at 1 MB', () => {
  const store = new LogStore(new VirtualClock());
  for (let i = 0; i < 3; i++) store.append('g', 's', 'x'.repeat(600_000));
  const { messages, nextToken } = read(store);
  expect(messages).toHaveLength(1);
  expect(read(store, { nextToken }).messages).toHaveLength(1);
});

test('none are kept where none are wanted', () => {
  const store = new LogStore(new VirtualClock(), 0);
  store.append('g', 's', 'x');
  expect([store.isOpen, store.groups.size]).toEqual([false, 0]);
});
