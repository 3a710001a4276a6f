import { createStyle, wantsColour } from '../../draw/terminal/style.js';
import { displayWidth } from '../../draw/terminal/table.js';
import { type LiveState, reachedHz, renderLive, renderLiveLine } from './live-render.js';
import type { LivePlan, LiveSnapshot } from './live-snapshot.js';

/** Shows a run while it goes. `start` comes first, `stop` last; `update` about four times a second. */
export interface LiveView {
  start(plan: LivePlan): void;
  update(snapshot: LiveSnapshot): void;
  /** Says something in between, where the block is, which is drawn again below it. */
  note(text: string): void;
  /** Leaves nothing behind on a terminal, since the summary follows. May be called again. */
  stop(): void;
}

/** Where the live view writes: standard error, which a shell's `>` leaves on the terminal. */
export interface LiveStream {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  write(text: string): unknown;
  /** Of a terminal: when it has become wider or narrower. */
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

/** A redrawn block on a terminal, a line every five seconds elsewhere, nothing when quiet. */
export function createLiveView(
  stream: LiveStream = process.stderr,
  options: { quiet?: boolean; env?: NodeJS.ProcessEnv } = {},
): LiveView {
  const { quiet = false, env = process.env } = options;
  if (quiet) return silentView;
  if (!stream.isTTY || env.TERM === 'dumb') return new LineView(stream);
  return new BlockView(stream, wantsColour(stream, env));
}

const silentView: LiveView = { start() {}, update() {}, note() {}, stop() {} };

/** Seconds between two lines in a log. */
const lineEveryS = 5;

class LineView implements LiveView {
  readonly #stream: LiveStream;
  #plan: LivePlan | undefined;
  #nextS = 0;

  constructor(stream: LiveStream) {
    this.#stream = stream;
  }

  /** Of a run of a quarter minute five lines say little: it gets one each second. */
  start(plan: LivePlan): void {
    this.#plan = plan;
    this.#nextS = this.#stepS();
  }

  update(snapshot: LiveSnapshot): void {
    if (!this.#plan || snapshot.elapsedS < this.#nextS) return;
    this.#nextS = (Math.floor(snapshot.elapsedS / this.#stepS()) + 1) * this.#stepS();
    this.#stream.write(`${renderLiveLine({ plan: this.#plan, snapshot, rates: [] })}\n`);
  }

  note(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  stop(): void {}

  #stepS(): number {
    return (this.#plan?.totalS ?? Number.POSITIVE_INFINITY) <= 20 ? 1 : lineEveryS;
  }
}

/** ECMA-48: to the start of the line, erase to the end of the screen. */
const eraseBelow = '\r\u001b[J';
const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** tmux tells a program of a new width up to a quarter second after it has wrapped its lines anew. */
const settleMs = 300;

class BlockView implements LiveView {
  readonly #stream: LiveStream;
  readonly #style;
  readonly #rates = new RateHistory();
  #plan: LivePlan | undefined;
  #snapshot: LiveSnapshot | undefined;
  #drawn: string[] = [];
  /** While the width changes: where the block is will only be known when it has settled. */
  #settling: NodeJS.Timeout | undefined;

  constructor(stream: LiveStream, isColoured: boolean) {
    this.#stream = stream;
    this.#style = createStyle(isColoured);
  }

  start(plan: LivePlan): void {
    this.#plan = plan;
    process.once('exit', this.#leave);
    this.#stream.on?.('resize', this.#settle);
    this.#stream.write(hideCursor);
  }

  update(snapshot: LiveSnapshot): void {
    if (!this.#plan) return;
    this.#rates.add(snapshot.elapsedS, reachedHz(snapshot));
    this.#snapshot = snapshot;
    if (!this.#settling) this.#draw();
  }

  note(text: string): void {
    this.#stream.write(`${this.#toTop()}${text}\n`);
    this.#drawn = [];
  }

  stop(): void {
    if (!this.#plan) return;
    process.off('exit', this.#leave);
    this.#leave();
  }

  /** Nothing of the block is left, also where the process ends in the middle of a run. */
  readonly #leave = (): void => {
    this.#stream.off?.('resize', this.#settle);
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#stream.write(`${this.#toTop()}${showCursor}`);
    this.#drawn = [];
    this.#plan = undefined;
  };

  /**
   * The cursor is left at the beginning of the last line: what a terminal echoes there (`^C`) is drawn
   * over, and cannot run into another row.
   */
  #draw(): void {
    if (!this.#plan || !this.#snapshot) return;
    const state: LiveState = {
      ...{ plan: this.#plan, snapshot: this.#snapshot },
      rates: this.#rates.values,
    };
    const { rows = 24 } = this.#stream;
    // One column stays free: a terminal that wraps at its last column would add a line.
    const lines = renderLive(state, this.#columns - 1, this.#style).slice(0, Math.max(1, rows - 1));
    this.#stream.write(`${this.#toTop()}${lines.join('\n')}\r`);
    this.#drawn = lines;
  }

  readonly #settle = (): void => {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      this.#draw();
    }, settleMs);
  };

  get #columns(): number {
    return Math.max(20, this.#stream.columns ?? 80);
  }

  /** After a terminal became narrower, its lines have wrapped: they take more rows than were drawn. */
  #toTop(): string {
    const above = this.#drawn
      .slice(0, -1)
      .reduce((sum, line) => sum + Math.ceil(displayWidth(line) / this.#columns), 0);
    return (above > 0 ? `\u001b[${above}A` : '') + eraseBelow;
  }
}

/** Rates at even distances over the whole run, at most `maxRates` of them. */
class RateHistory {
  readonly values: number[] = [];
  #stepS = 0.25;
  #nextS = 0;

  add(elapsedS: number, rateHz: number): void {
    if (elapsedS < this.#nextS) return;
    this.values.push(rateHz);
    this.#nextS = elapsedS + this.#stepS;
    if (this.values.length < maxRates) return;
    const halved = this.values.filter((_, index) => index % 2 === 1);
    this.values.splice(0, this.values.length, ...halved);
    this.#stepS *= 2;
  }
}

/** More than a sparkline has columns, and little enough to redraw four times a second. */
const maxRates = 256;
