import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Flight, InFlight } from './in-flight.js';
import type { Outcome } from './outcome.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

class TestFlight implements Flight {
  deadlineMs = 0;
  earlier: Flight | undefined;
  later: Flight | undefined;
  outcomes: Outcome[] = [];

  cut(outcome: Outcome): void {
    this.outcomes.push(outcome);
  }

  get ends(): string[] {
    return this.outcomes.map((one) => ('errorType' in one ? one.errorType : one.kind));
  }
}

function add(inFlight: InFlight): TestFlight {
  const flight = new TestFlight();
  inFlight.add(flight);
  return flight;
}

describe('the invocations in flight', () => {
  it('are cut one by one as their time is over, not earlier', () => {
    const inFlight = new InFlight(100);
    const first = add(inFlight);
    vi.advanceTimersByTime(60);
    const second = add(inFlight);
    vi.advanceTimersByTime(39);
    expect([first.ends, second.ends]).toEqual([[], []]);
    vi.advanceTimersByTime(1);
    expect([first.ends, second.ends]).toEqual([['TimeoutError'], []]);
    vi.advanceTimersByTime(59);
    expect(second.ends).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(second.ends).toEqual(['TimeoutError']);
  });

  it('are left alone once removed, wherever in the list they stood', () => {
    const inFlight = new InFlight(100);
    const flights = Array.from({ length: 5 }, () => add(inFlight));
    for (const index of [0, 2, 4]) inFlight.remove(flights[index] ?? new TestFlight());
    vi.advanceTimersByTime(100);
    const cut = ['TimeoutError'];
    expect(flights.map(({ ends }) => ends)).toEqual([[], cut, [], cut, []]);
  });

  it('are all cut at once, and only once', () => {
    const inFlight = new InFlight(100);
    const flights = Array.from({ length: 3 }, () => add(inFlight));
    inFlight.cutAll({ kind: 'aborted' });
    vi.advanceTimersByTime(1000);
    expect(flights.map(({ ends }) => ends)).toEqual([['aborted'], ['aborted'], ['aborted']]);
  });

  it('may be added while others are cut', () => {
    const inFlight = new InFlight(100);
    const first = add(inFlight);
    let next = new TestFlight();
    first.cut = () => {
      next = add(inFlight);
    };
    inFlight.cutAll({ kind: 'aborted' });
    expect(next.ends).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(next.ends).toEqual(['TimeoutError']);
  });

  it('need one timer, however many they are', () => {
    const inFlight = new InFlight(100);
    for (let index = 0; index < 1000; index += 1) add(inFlight);
    expect(vi.getTimerCount()).toBe(1);
  });
});
