import { hash } from 'node:crypto';

const blockBytes = 64;
const digestBytes = 32;
const longestText = 4096;

/**
 * HMAC-SHA256 (RFC 2104) under one key of at most 64 bytes, for many short texts. Two one-shot hashes:
 * in a server that does little else, making a `createHmac` object for each request was a third of
 * what checking its signature costs.
 */
export class HmacSha256 {
  readonly #inner = Buffer.alloc(blockBytes + longestText, 0x36);
  readonly #outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);

  constructor(key: Buffer) {
    if (key.length > blockBytes) throw new RangeError('the key is longer than a block');
    key.forEach((byte, i) => {
      this.#inner[i] = 0x36 ^ byte;
      this.#outer[i] = 0x5c ^ byte;
    });
  }

  /** Hexadecimal, of up to 4,096 characters of latin1; of longer texts a RangeError. */
  hex(text: string): string {
    if (text.length > longestText) throw new RangeError('the text is too long');
    const end = blockBytes + this.#inner.write(text, blockBytes, 'latin1');
    const digest = hash('sha256', this.#inner.subarray(0, end), 'buffer');
    digest.copy(this.#outer, blockBytes);
    return hash('sha256', this.#outer, 'hex');
  }
}
