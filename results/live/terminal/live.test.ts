import { describe, expect, it } from 'vitest';
import { type Batch, enter, ok, throttled } from '../../../core/judge/books.fixture.js';
import { fold } from '../../../core/measure/fold.js';
import { Ledger } from '../../../core/measure/ledger.js';
import { createStyle } from '../../draw/terminal/style.js';
import { displayWidth } from '../../draw/terminal/table.js';
import { FakeTerminal } from '../../draw/terminal/terminal.fixture.js';
import { createLiveView } from './live.js';
import { renderLive, renderLiveLine } from './live-render.js';
import type { LivePlan, LiveSnapshot } from './live-snapshot.js';

const plan: LivePlan = {
  name: 'checkout before release',
  totalS: 120,
  planned: 24_000,
  latencyOf: ['invocation'],
};

const batches: Batch[] = [
  { count: 540, outcome: ok('11'), msOf: (n) => 40 + (n % 50) },
  { count: 60, outcome: ok('12') },
];

function snapshot(elapsedS: number, of = batches): LiveSnapshot {
  const all = fold(enter(new Ledger(), of));
  return { elapsedS, askedHz: 200, inFlight: 12, recent: all, recentS: 3, total: all };
}

const troubled = snapshot(64.4, [
  ...batches,
  { count: 30, outcome: throttled('CallerRateLimitExceeded'), msOf: () => 3 },
  { count: 6, outcome: { kind: 'dropped' } },
]);

describe('the live view of a terminal', () => {
  it('shows a calm run in five lines', () => {
    const rates = [10, 50, 100, 150, 200, 200, 190, 200];
    expect(
      `\n${renderLive({ plan, snapshot: snapshot(64.4), rates }, 79).join('\n')}\n`,
    ).toMatchInlineSnapshot(`
      "
        checkout before release  ━━━━━━━━━━━━───────────  1m 4s of 2m · 600 of 24,000
        200/s of 200/s asked · 12 in flight  ▁▂▄▆████
        p50 61.2 ms · p99 89.2 ms
        no throttles, no errors
        versions: 11 90% · 12 10%
      "
    `);
  });

  it('shows what goes wrong', () => {
    const lines = renderLive({ plan, snapshot: troubled, rates: [200] }, 79);
    expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
      "
        checkout before release  ━━━━━━━━━━━━───────────  1m 4s of 2m · 636 of 24,000
        210/s of 200/s asked · 12 in flight  █
        p50 61.2 ms · p99 89.2 ms · refusal p50 3 ms
        throttled 30 (4.72%) · dropped 6 (0.943%)
        versions: 11 90% · 12 10%
      "
    `);
  });

  it('says that the latency of Event invocations is of acceptance', () => {
    const events: LivePlan = { ...plan, latencyOf: ['acceptance'] };
    const state = { plan: events, snapshot: snapshot(3), rates: [] };
    expect(renderLive(state, 79).join('\n')).toContain('acceptance p50 ');
    expect(renderLiveLine(state)).toContain('acceptance p50 ');
  });

  it('says a low rate as it is, and not 0/s', () => {
    const state = { plan, snapshot: { ...snapshot(3), askedHz: 1 / 3600 }, rates: [] };
    expect(renderLiveLine(state)).toContain(' of 1/h asked');
    expect(renderLive(state, 79).join('\n')).toContain(' of 1/h asked');
  });

  it.each([20, 40, 60, 79, 120, 200])('never takes more than %d columns', (width) => {
    const state = { plan, snapshot: troubled, rates: Array.from({ length: 250 }, (_, i) => i) };
    for (const line of renderLive(state, width, createStyle(true))) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('shows a closed loop, which has neither a rate asked for nor an end', () => {
    const { askedHz: _, ...closed } = snapshot(3);
    const lines = renderLive(
      { plan: { name: 'x', latencyOf: [] }, snapshot: closed, rates: [] },
      79,
    );
    expect(lines.join('\n')).not.toContain('asked');
    expect(lines[0]).toContain('3s · 600');
  });
});

describe('drawing', () => {
  it('replaces the block and leaves nothing behind', () => {
    const terminal = new FakeTerminal();
    const view = createLiveView(terminal, { env: { NO_COLOR: '1' } });
    view.start(plan);
    view.update(snapshot(1));
    view.update(troubled);
    expect(terminal.lines).toEqual(renderLive({ plan, snapshot: troubled, rates: [200, 200] }, 79));
    view.stop();
    expect(terminal.lines).toEqual(['']);
    expect(terminal.raw.endsWith('\u001b[?25h')).toBe(true);
    const { raw } = terminal;
    view.stop();
    expect(terminal.raw).toBe(raw);
  });

  it('says something in between and draws the block below it', () => {
    const terminal = new FakeTerminal();
    const view = createLiveView(terminal, { env: { NO_COLOR: '1' } });
    view.start(plan);
    view.update(snapshot(1));
    view.note('Stopping.');
    view.update(troubled);
    expect(terminal.lines.slice(0, 2)).toEqual(['Stopping.', expect.stringContaining('checkout')]);
    expect(terminal.lines.length).toBe(6);
    view.stop();
    expect(terminal.lines).toEqual(['Stopping.', '']);
  });

  it('writes plain lines where there is no terminal, five seconds apart', () => {
    let text = '';
    const view = createLiveView({ write: (line: string) => (text += line) }, { env: {} });
    view.start(plan);
    for (let quarter = 1; quarter <= 48; quarter++) view.update(snapshot(quarter / 4));
    view.stop();
    expect(text.split('\n').map((line) => line.split(' · ')[0])).toEqual([
      '5s of 2m',
      '10s of 2m',
      '',
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('writes a line each second of a short run', () => {
    let lines = 0;
    const view = createLiveView({ write: () => (lines += 1) }, { env: {} });
    view.start({ ...plan, totalS: 15 });
    for (let quarter = 1; quarter <= 60; quarter++) view.update(snapshot(quarter / 4));
    expect(lines).toBe(15);
  });

  it('writes nothing when quiet', () => {
    const terminal = new FakeTerminal();
    const view = createLiveView(terminal, { quiet: true });
    view.start(plan);
    view.update(troubled);
    view.stop();
    expect(terminal.raw).toBe('');
  });
});
