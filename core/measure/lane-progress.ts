/**
 * How far all of some lanes have come. Lanes advance one by one and often; that all of them are past the
 * next step is known by counting those that are not, so that the work for an advance does not grow with
 * their number.
 */
export class LaneProgress {
  readonly #heardUs: Map<number, number>;
  readonly #stepUs: number;
  /** The end of the step that is waited for, and how many lanes have not come so far. */
  #awaitedUs: number;
  #behind: number;

  constructor(lanes: readonly number[], stepUs: number) {
    this.#heardUs = new Map(lanes.map((lane) => [lane, 0]));
    this.#stepUs = stepUs;
    this.#awaitedUs = stepUs;
    this.#behind = this.#heardUs.size;
  }

  has(lane: number): boolean {
    return this.#heardUs.has(lane);
  }

  /** A lane has come so far; gives how far all have when they are past another step. */
  advance(lane: number, toUs: number): number | undefined {
    const before = this.#heardUs.get(lane);
    if (before === undefined) return undefined;
    this.#heardUs.set(lane, toUs);
    if (before < this.#awaitedUs && toUs >= this.#awaitedUs) this.#behind -= 1;
    return this.#passed();
  }

  /** A lane is not waited for any more; as `advance`, and infinite when none is left. */
  leave(lane: number): number | undefined {
    const before = this.#heardUs.get(lane);
    if (before === undefined) return undefined;
    this.#heardUs.delete(lane);
    if (before < this.#awaitedUs) this.#behind -= 1;
    return this.#passed();
  }

  /** All lanes are looked at once for each step. */
  #passed(): number | undefined {
    if (this.#behind > 0) return undefined;
    let heardUs = Number.POSITIVE_INFINITY;
    for (const us of this.#heardUs.values()) if (us < heardUs) heardUs = us;
    this.#awaitedUs = (Math.floor(heardUs / this.#stepUs) + 1) * this.#stepUs;
    for (const us of this.#heardUs.values()) if (us < this.#awaitedUs) this.#behind += 1;
    return heardUs;
  }
}
