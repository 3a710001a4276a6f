import type uPlot from 'uplot';
import type { TimeAxis } from '../../../document/document.js';

/** A plot that follows the cursor. */
export interface Follower {
  plot: uPlot;
  /** Shows the values of a step; undefined: of none. */
  show(at: number | undefined): void;
}

/** The one place in time that all plots point at, moved by pointer or keyboard. */
export class TimeCursor {
  #axis: TimeAxis;
  readonly #followers = new Set<Follower>();
  #at: number | undefined;
  /** While plots take newer data, what they point at is not what anybody pointed at. */
  #isHeld = false;

  constructor(axis: TimeAxis) {
    this.#axis = axis;
  }

  get axis(): TimeAxis {
    return this.#axis;
  }

  /** Lets the plots take newer data with their new axis, and points at the same time as before. */
  move(axis: TimeAxis, update: () => void): void {
    if (this.#at !== undefined) this.#at = stepAt(axis, this.#axis.startS[this.#at] ?? 0);
    this.#axis = axis;
    this.#isHeld = true;
    update();
    for (const follower of this.#followers) this.#lead(follower);
    this.#isHeld = false;
  }

  /** A plot that comes late, or anew, points where the others do. */
  follow(follower: Follower): void {
    this.#followers.add(follower);
    this.#isHeld = true;
    this.#lead(follower);
    this.#isHeld = false;
  }

  #lead({ plot, show }: Follower): void {
    if (this.#at === undefined) return;
    moveTo(plot, this.#at);
    show(this.#at);
  }

  unfollow(follower: Follower): void {
    this.#followers.delete(follower);
  }

  /** Each plot says so for itself when it is pointed at, by pointer or in step with another. */
  pointAt(at: number | undefined): void {
    if (this.#isHeld || at === this.#at) return;
    this.#at = at;
    for (const follower of this.#followers) follower.show(at);
  }

  /** Moves by keyboard; gives the step's place, or undefined when the key is not one of the cursor's. */
  press(key: string, isFast: boolean): number | undefined {
    const last = this.#axis.startS.length - 1;
    const by = isFast ? 10 : 1;
    const from = this.#at;
    const to: Record<string, number> = {
      ArrowRight: from === undefined ? 0 : Math.min(last, from + by),
      ArrowLeft: from === undefined ? last : Math.max(0, from - by),
      Home: 0,
      End: last,
    };
    const at = to[key];
    if (at === undefined) return undefined;
    for (const { plot } of this.#followers) moveTo(plot, at);
    this.pointAt(at);
    return at;
  }

  /** Takes the cursor out of every plot. */
  leave(): void {
    for (const { plot } of this.#followers) plot.setCursor({ left: -10, top: -10 });
    this.pointAt(undefined);
  }
}

/** The step in which a time lies: steps become longer as a run does. */
export function stepAt({ startS }: TimeAxis, timeS: number): number {
  return Math.max(
    0,
    startS.findLastIndex((start) => start <= timeS),
  );
}

function moveTo(plot: uPlot, at: number): void {
  const left = plot.valToPos(plot.data[0][at] ?? 0, 'x');
  plot.setCursor({ left, top: plot.over.clientHeight / 2 });
}
