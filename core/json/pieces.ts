/** The beginning of something whose end has not come yet, kept as the pieces in which it came. */
export class Pieces {
  /** Bytes that are kept. */
  bytes = 0;
  #begun: Uint8Array[] = [];

  /** Keeps another piece. */
  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#begun.push(piece);
    this.bytes += piece.length;
  }

  /** All of it with its last piece, which is not copied where it is the only one; keeps nothing from then on. */
  finish(last: Uint8Array): Uint8Array {
    if (this.bytes === 0) return last;
    const whole = Buffer.concat([...this.#begun, last]);
    this.#begun = [];
    this.bytes = 0;
    return whole;
  }
}
