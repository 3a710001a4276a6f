/** How many places at the front may be empty before they are given up. */
const emptyPlaces = 1024;

/** First in, first out, in constant time however long it is. */
export class Fifo<Item> {
  #items: (Item | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** The item at a place from the front. */
  at(index: number): Item | undefined {
    return this.#items[this.#head + index];
  }

  /** Takes the first item out. */
  shift(): Item | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head > emptyPlaces && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Leaves out all that `keep` does not want. */
  retain(keep: (item: Item) => boolean): void {
    const items = this.#items.slice(this.#head) as Item[];
    this.#items = items.filter(keep);
    this.#head = 0;
  }
}
