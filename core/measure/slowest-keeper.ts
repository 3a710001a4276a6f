/**
 * Says which places the slowest of a stream take, as they come: each that is slower than the least slow
 * of those that are kept takes its place. Memory and time for each do not grow with the stream.
 */
export class SlowestKeeper {
  readonly #places: number;
  readonly #kept: number[] = [];
  #least = 0;

  /** Keeps that many. */
  constructor(places: number) {
    this.#places = places;
  }

  /** The place of one that took so long; undefined where it is not among the slowest so far. */
  offer(tookUs: number): number | undefined {
    if (this.#kept.length < this.#places) return this.#put(this.#kept.length, tookUs);
    return tookUs > (this.#kept[this.#least] ?? Number.POSITIVE_INFINITY)
      ? this.#put(this.#least, tookUs)
      : undefined;
  }

  #put(place: number, tookUs: number): number {
    this.#kept[place] = tookUs;
    this.#least = this.#kept.indexOf(Math.min(...this.#kept));
    return place;
  }
}
