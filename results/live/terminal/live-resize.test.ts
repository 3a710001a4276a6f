import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Batch,
  enter,
  functionError,
  ok,
  throttled,
} from '../../../core/judge/books.fixture.js';
import { fold } from '../../../core/measure/fold.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { clip } from '../../draw/terminal/plain.js';
import { displayWidth } from '../../draw/terminal/table.js';
import { FakeTerminal } from '../../draw/terminal/terminal.fixture.js';
import { createLiveView } from './live.js';
import type { LivePlan, LiveSnapshot } from './live-snapshot.js';

const plan: LivePlan = {
  name: 'checkout',
  totalS: 120,
  planned: 24_000,
  latencyOf: ['invocation'],
};

const batches: Batch[] = [
  { count: 540, outcome: ok('11'), msOf: (n) => 40 + (n % 50) },
  { count: 6, outcome: functionError('11', 'E', 'm') },
  { count: 30, outcome: throttled('CallerRateLimitExceeded'), msOf: () => 3 },
  { count: 6, outcome: { kind: 'dropped' } },
];
const all = fold(enter(new Ledger(), batches));

function snapshot(elapsedS: number): LiveSnapshot {
  return { elapsedS, askedHz: 200, inFlight: 12, recent: all, recentS: 3, total: all };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than a view waits for a width to settle. */
const settled = 400;

/** A view on a terminal in which something stood already. */
function open(columns: number, name = plan.name) {
  const terminal = new FakeTerminal(columns, 1000);
  terminal.write('$ reprise run\n');
  const view = createLiveView(terminal, { env: { NO_COLOR: '1' } });
  view.start({ ...plan, name });
  return { terminal, view };
}

describe('a live view on a terminal whose width changes', () => {
  it('leaves nothing behind, whenever it changes and to what', () => {
    const columns = fc.integer({ min: 20, max: 250 });
    const step = fc.oneof(
      // Notified of the first width of several, as tmux does, and of the last a little later.
      fc.record({
        kind: fc.constant('drag' as const),
        widths: fc.array(columns, { minLength: 1 }),
      }),
      fc.constant({ kind: 'update' as const, widths: [] }),
      fc.constant({ kind: 'key' as const, widths: [] }),
      fc.constant({ kind: 'wait' as const, widths: [] }),
    );
    fc.assert(
      fc.property(columns, fc.array(step, { maxLength: 30 }), (at, steps) => {
        const { terminal, view } = open(at);
        for (const [i, { kind, widths }] of steps.entries()) {
          if (kind === 'update') view.update(snapshot(i));
          else if (kind === 'key') terminal.write('^C');
          else if (kind === 'wait') vi.advanceTimersByTime(settled);
          for (const [each, width] of widths.entries()) {
            terminal.resize(width, each === 0);
            view.update(snapshot(i));
          }
          if (kind === 'drag') terminal.notify();
        }
        vi.advanceTimersByTime(settled);
        view.update(snapshot(100));
        expect(terminal.lines.filter((line) => line.includes('checkout'))).toHaveLength(1);
        expect(terminal.lines.length).toBeLessThanOrEqual(6);
        view.stop();
        expect(terminal.lines).toEqual(['$ reprise run', '']);
      }),
    );
  });

  it('draws in the new width when that has settled', () => {
    const { terminal, view } = open(120);
    view.update(snapshot(3));
    const { raw } = terminal;
    terminal.resize(60);
    view.update(snapshot(4));
    expect(terminal.raw).toBe(raw);
    vi.advanceTimersByTime(settled);
    for (const line of terminal.lines.slice(1)) expect(displayWidth(line)).toBeLessThan(60);
    expect(terminal.lines).toHaveLength(6);
    view.stop();
    const { raw: last } = terminal;
    terminal.resize(90);
    vi.advanceTimersByTime(settled);
    expect(terminal.raw).toBe(last);
  });

  it('takes no more lines than the terminal has', () => {
    const { terminal, view } = open(80);
    terminal.rows = 4;
    view.update(snapshot(3));
    expect(terminal.lines).toHaveLength(4);
    view.stop();
  });

  it('is never wider than its terminal, whatever the name is written in', () => {
    for (const name of [
      '結帳系統在上線之前的測試結帳系統',
      '🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀',
      'e\u0301'.repeat(40),
    ]) {
      for (const columns of [20, 40, 79, 80, 200]) {
        const { terminal, view } = open(columns, name);
        view.update(snapshot(3));
        for (const line of terminal.lines.slice(1))
          expect(displayWidth(line)).toBeLessThan(columns);
        view.stop();
      }
    }
  });

  it('names every kind of failure where there is no room for their shares', () => {
    const { terminal, view } = open(66);
    view.update(snapshot(3));
    expect(terminal.lines[4]).toBe('  functionError 6 · throttled 30 · dropped 6');
    terminal.resize(80);
    vi.advanceTimersByTime(settled);
    expect(terminal.lines[4]).toContain('functionError 6 (1.03%) · throttled 30 (5.15%)');
    view.stop();
  });
});

describe('the width of a text', () => {
  it.each([
    ['abc', 3],
    ['µs ━█▁', 6],
    ['結帳', 4],
    ['チェック', 8],
    ['ﾁｪｯｸ', 4],
    ['한국', 4],
    ['ＡＢ', 4],
    ['🚀', 2],
    ['e\u0301', 1],
    ['\u001b[31mred\u001b[39m', 3],
    ['', 0],
  ])('of %j is %d columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('is what a text is cut to', () => {
    expect(clip('結帳系統', 5)).toBe('結帳…');
    expect(clip('結帳系統', 6)).toBe('結帳…');
    expect(clip('結帳系統', 8)).toBe('結帳系統');
    expect(clip('abcdef', 4)).toBe('abc…');
  });
});
