import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchBus } from './bus-watch.js';

const closers: (() => void)[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
  vi.useRealTimers();
});

/** A bus that a test takes away and gives back, and what is said of it. */
function watched(hasLog: boolean | undefined = true) {
  const said: string[] = [];
  const state = { isConnected: true, takes: true };
  let again = (): unknown => undefined;
  const bus = {
    get isConnected() {
      return state.isConnected;
    },
    onReconnect(listener: () => unknown) {
      again = listener;
      return () => true;
    },
    hasLog: async () => hasLog,
    append: async () => {
      if (!state.takes) throw new Error('no space left');
    },
  };
  const onLost = ({ message, exitCode }: { message: string; exitCode: number }): void =>
    void said.push(`${exitCode} ${message}`);
  closers.push(watchBus(bus, { run: 'r', onNote: (text) => said.push(text), onLost }));
  return {
    said,
    keeps: (takes: boolean) => {
      state.takes = takes;
    },
    goes: () => {
      state.isConnected = false;
    },
    comes: async () => {
      state.isConnected = true;
      await again();
    },
  };
}

it('says nothing of a bus that is away for a moment', async () => {
  const { said, goes, comes } = watched();
  goes();
  vi.advanceTimersByTime(1500);
  await comes();
  vi.advanceTimersByTime(120_000);
  expect(said).toEqual([]);
});

it('says once that it is away, and that it is there again', async () => {
  const { said, goes, comes } = watched();
  goes();
  vi.advanceTimersByTime(40_000);
  await comes();
  vi.advanceTimersByTime(120_000);
  expect(said).toEqual([...[expect.stringMatching(/^The bus is away/), 'The bus is there again.']]);
});

it('ends a run whose bus stays away when no worker sends any more', () => {
  const { said, goes } = watched();
  goes();
  vi.advanceTimersByTime(59_000);
  expect(said).toHaveLength(1);
  vi.advanceTimersByTime(2000);
  expect(said[1]).toMatch(/^108 The bus has been away for 60 s/);
});

it.each([
  [false, ['108 The bus was started again without the log of this run.']],
  [undefined, []],
])('ends a run whose log is not there any more: %j', async (hasLog, expected) => {
  const { said, goes, comes } = watched(hasLog);
  goes();
  await comes();
  await vi.advanceTimersByTimeAsync(5000);
  expect(said).toEqual(expected);
});

it('says that nothing is kept any more, and ends the run when that stays so', async () => {
  const { said, keeps } = watched();
  keeps(false);
  await vi.advanceTimersByTimeAsync(9000);
  keeps(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(said).toEqual([]);
  keeps(false);
  await vi.advanceTimersByTimeAsync(30_000);
  keeps(true);
  await vi.advanceTimersByTimeAsync(10_000);
  keeps(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([
    expect.stringMatching(/^The bus keeps nothing of this run any more: no space left\./),
    'The bus keeps what it is told again.',
    expect.stringMatching(/^The bus keeps nothing/),
  ]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(said[3]).toBe('108 The bus has kept nothing of this run for 60 s: no space left.');
});
