import { decodeHdr, encodeHdr } from './hdr-encoding.js';
import { highestTrackableUs, highestValueOf, lowestValueOf, slotCount, slotOf } from './slots.js';

/** Slots are kept in pages, and only those pages that hold a value: see `LatencyHistogram`. */
const pageBits = 7;
const pageSlots = 1 << pageBits;
const pageMask = pageSlots - 1;
const pageCount = Math.ceil(slotCount / pageSlots);
type Pages = (Uint32Array | undefined)[];
const noPages: Pages = [];
/** So many slots are kept as a list of slots and counts before there are pages. */
const mostFew = 16;
/** Before the first value: most histograms of a run never see one. */
const noFew: number[] = [];

/**
 * A histogram of microseconds with three significant digits, in the slot layout of HdrHistogram
 * (Gil Tene, http://hdrhistogram.org), so that it encodes to and decodes from its V2 format.
 * Recording is one array increment. Merging is exact: percentiles of merged histograms equal those
 * of one histogram that saw every value. Minimum, maximum and sum are kept exactly.
 *
 * It takes as much memory as its values are spread: 16 bytes for each slot in use while they are few,
 * then 512 bytes for each 128 neighboring slots, where all 23,552 slots would take 94 KB. A run of a day
 * in stages of a minute has 10,000 of them, most with a handful of values.
 */
export class LatencyHistogram {
  /** Slots and their counts, in no order, while they are few; none once there are pages. */
  #few: number[] = noFew;
  #pages = noPages;
  #count = 0;
  #sumUs = 0;
  #minUs = Number.POSITIVE_INFINITY;
  #maxUs = 0;

  /** How many values were recorded. */
  get count(): number {
    return this.#count;
  }

  /** 0 when empty. */
  get minUs(): number {
    return this.#count === 0 ? 0 : this.#minUs;
  }

  /** 0 when empty. */
  get maxUs(): number {
    return this.#maxUs;
  }

  /** 0 when empty. */
  get meanUs(): number {
    return this.#count === 0 ? 0 : this.#sumUs / this.#count;
  }

  /** Rounds to whole microseconds; clamps to 0 and one hour. NaN counts as 0. */
  record(us: number): void {
    const value = us >= highestTrackableUs ? highestTrackableUs : us > 0 ? Math.round(us) : 0;
    this.#increase(slotOf(value), 1);
    this.#sumUs += value;
    if (value < this.#minUs) this.#minUs = value;
    if (value > this.#maxUs) this.#maxUs = value;
  }

  /**
   * The smallest recorded value (as the upper end of its slot, never above the maximum) that at
   * least `percentile` per cent of all values do not exceed; 0 when empty.
   */
  percentileUs(percentile: number): number {
    const wanted = Math.max(1, Math.ceil((Math.min(percentile, 100) / 100) * this.#count - 1e-9));
    let seen = 0;
    let found = this.#maxUs;
    this.#walk((slot, count) => {
      seen += count;
      if (seen < wanted) return true;
      found = Math.min(highestValueOf(slot), this.#maxUs);
      return false;
    });
    return found;
  }

  /** How many values are at most `us`, by slots: values in the slot of `us` itself count. */
  countAtMost(us: number): number {
    const last = slotOf(Math.max(0, Math.min(us, highestTrackableUs)));
    let seen = 0;
    this.#walk((slot, count) => {
      if (slot > last) return false;
      seen += count;
      return true;
    });
    return seen;
  }

  /** Every slot in use: the middle of its values, never 0, and how many there are; ascending. */
  bins(): { values: number[]; counts: number[] } {
    const { slots } = this.toData();
    const values: number[] = [];
    const counts: number[] = [];
    for (let i = 0; i < slots.length; i += 2) {
      const slot = slots[i] as number;
      values.push(Math.max(0.5, (lowestValueOf(slot) + highestValueOf(slot)) / 2));
      counts.push(slots[i + 1] as number);
    }
    return { values, counts };
  }

  add(other: LatencyHistogram): void {
    if (other.#count === 0) return;
    other.#walk((slot, count) => {
      this.#increase(slot, count);
      return true;
    });
    this.#sumUs += other.#sumUs;
    this.#minUs = Math.min(this.#minUs, other.#minUs);
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  /** More values in a slot. */
  #increase(slot: number, by: number): void {
    this.#count += by;
    if (this.#pages === noPages && this.#increaseFew(slot, by)) return;
    const page = this.#pageOf(slot);
    page[slot & pageMask] = (page[slot & pageMask] as number) + by;
  }

  /** False when there are so many slots that they need pages, which are there then. */
  #increaseFew(slot: number, by: number): boolean {
    const few = this.#few;
    for (let i = 0; i < few.length; i += 2) {
      if (few[i] !== slot) continue;
      few[i + 1] = (few[i + 1] as number) + by;
      return true;
    }
    if (few.length < 2 * mostFew) {
      if (few === noFew) this.#few = [slot, by];
      else few.push(slot, by);
      return true;
    }
    this.#pages = new Array<undefined>(pageCount).fill(undefined);
    this.#few = noFew;
    for (let i = 0; i < few.length; i += 2) {
      const kept = few[i] as number;
      this.#pageOf(kept)[kept & pageMask] = few[i + 1] as number;
    }
    return false;
  }

  /** The page of a slot, made where there was none. */
  #pageOf(slot: number): Uint32Array {
    const page = this.#pages[slot >> pageBits];
    if (page !== undefined) return page;
    const made = new Uint32Array(pageSlots);
    this.#pages[slot >> pageBits] = made;
    return made;
  }

  /** Visits the slots in use in ascending order, until `visit` says false. */
  #walk(visit: (slot: number, count: number) => boolean): void {
    if (this.#count === 0) return;
    if (this.#pages === noPages) {
      for (const [slot, count] of ascending(this.#few)) if (!visit(slot, count)) return;
      return;
    }
    const last = slotOf(this.#maxUs) >> pageBits;
    for (let index = slotOf(this.#minUs) >> pageBits; index <= last; index++) {
      const page = this.#pages[index];
      if (page === undefined) continue;
      for (let at = 0; at < pageSlots; at++) {
        const count = page[at] as number;
        if (count > 0 && !visit((index << pageBits) | at, count)) return;
      }
    }
  }

  /** Back to empty, keeping its memory. */
  clear(): void {
    if (this.#count === 0) return;
    this.#few = noFew;
    const lastPage = slotOf(this.#maxUs) >> pageBits;
    for (let index = slotOf(this.#minUs) >> pageBits; index <= lastPage; index++) {
      this.#pages[index]?.fill(0);
    }
    this.#count = 0;
    this.#sumUs = 0;
    this.#minUs = Number.POSITIVE_INFINITY;
    this.#maxUs = 0;
  }

  /** Plain data for another thread: only the slots in use. */
  toData(): HistogramData {
    const slots: number[] = [];
    this.#walk((slot, count) => slots.push(slot, count) > 0);
    return {
      slots: new Uint32Array(slots),
      sumUs: this.#sumUs,
      minUs: this.#minUs,
      maxUs: this.#maxUs,
    };
  }

  /** Adds what `toData` gave, without building a histogram in between. */
  addData(data: HistogramData): void {
    if (data.slots.length === 0) return;
    for (let i = 0; i < data.slots.length; i += 2) {
      this.#increase(data.slots[i] as number, data.slots[i + 1] as number);
    }
    this.#sumUs += data.sumUs;
    this.#minUs = Math.min(this.#minUs, data.minUs);
    this.#maxUs = Math.max(this.#maxUs, data.maxUs);
  }

  /** HdrHistogram's V2 compressed encoding in base64: what its log files and other tools hold. */
  encode(): string {
    return encodeHdr(this.toData().slots, this.#maxUs);
  }

  /**
   * Reads what `encode` wrote, or any V2 encoding of whole microseconds up to one hour. The encoding
   * knows no exact sum, minimum or maximum; `exact` gives them back where they were kept.
   * Throws when the text is no such encoding.
   */
  static decode(base64: string, exact?: ExactMoments): LatencyHistogram {
    const histogram = new LatencyHistogram();
    let sumUs = 0;
    decodeHdr(base64, (slot, count) => {
      histogram.#increase(slot, count);
      sumUs += count * ((lowestValueOf(slot) + highestValueOf(slot)) / 2);
      histogram.#minUs = Math.min(histogram.#minUs, lowestValueOf(slot));
      histogram.#maxUs = Math.max(histogram.#maxUs, highestValueOf(slot));
    });
    histogram.#sumUs = exact?.sumUs ?? sumUs;
    if (exact && histogram.#count > 0) {
      histogram.#minUs = exact.minUs;
      histogram.#maxUs = exact.maxUs;
    }
    return histogram;
  }

  /** What `decode` needs to restore minimum, maximum and mean exactly. */
  get exactMoments(): ExactMoments {
    return { sumUs: this.#sumUs, minUs: this.minUs, maxUs: this.#maxUs };
  }
}

export interface ExactMoments {
  sumUs: number;
  minUs: number;
  maxUs: number;
}

/** A histogram as plain data: pairs of slot and count. */
export interface HistogramData extends ExactMoments {
  slots: Uint32Array;
}

function ascending(few: readonly number[]): [slot: number, count: number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < few.length; i += 2) pairs.push([few[i] as number, few[i + 1] as number]);
  return pairs.sort(([a], [b]) => a - b);
}
