import type { Path } from '../../json/path.js';
import type { ComparedResponses, PairedAnswer } from '../../measure/paired-answer.js';
import { responseDifferences } from './json-difference.js';
import { type RedactResponse, redactedDifferences } from './redacted-differences.js';

/** Responses that wait for their pair's other legs, and whose they are. */
interface Waiting {
  pair: number;
  responses: (Uint8Array | undefined)[];
  /** Legs that have not ended yet. */
  open: number;
  bytes: number;
  isLost: boolean;
}

/** How many bytes of responses may wait before the oldest are given up. */
const defaultMaxBytes = 128 * 1024 * 1024;

/**
 * Compares the responses of a pair once all its legs have ended, and forgets them. A response waits
 * for as long as the slowest leg takes; when too many bytes do, the oldest pair is given up and
 * counted in `lost`. Pairs that did not succeed on every leg are not compared.
 */
export class PairResponses {
  /** Pairs whose responses were not compared for want of memory. */
  lost = 0;
  readonly #legs: number;
  readonly #ignored: readonly Path[];
  readonly #maxBytes: number;
  readonly #redact: RedactResponse | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #bytes = 0;

  constructor(
    legs: number,
    ignored: readonly Path[],
    maxBytes: number = defaultMaxBytes,
    redact?: RedactResponse,
  ) {
    this.#legs = legs;
    this.#ignored = ignored;
    this.#redact = redact;
    this.#maxBytes = maxBytes;
  }

  /** Bytes of responses that wait. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  /** Takes the answer of one leg; gives what differs, of the last one of a pair that could be compared. */
  add({ pair, leg, kind, response }: PairedAnswer): ComparedResponses | 'lost' | undefined {
    const waiting = this.#waiting.get(pair) ?? this.#open(pair);
    waiting.open -= 1;
    if (kind === 'ok' && response && !waiting.isLost) {
      waiting.responses[leg] = response;
      waiting.bytes += response.length;
      this.#bytes += response.length;
    }
    if (waiting.open === 0) return this.#close(waiting);
    this.#giveUpOldest();
    return undefined;
  }

  #open(pair: number): Waiting {
    const waiting = { pair, responses: [], open: this.#legs, bytes: 0, isLost: false };
    this.#waiting.set(pair, waiting);
    return waiting;
  }

  #close(waiting: Waiting): ComparedResponses | 'lost' | undefined {
    this.#waiting.delete(waiting.pair);
    this.#bytes -= waiting.bytes;
    if (waiting.isLost) return 'lost';
    const [old, now, again] = waiting.responses;
    if (!old || !now || (this.#legs > 2 && !again)) return undefined;
    const changed = responseDifferences(old, now, this.#ignored);
    const noise = again ? responseDifferences(old, again, this.#ignored) : [];
    const shown = this.#redact
      ? redactedDifferences(changed, [old, now], this.#ignored, this.#redact)
      : changed;
    return { changed: shown, noise };
  }

  #giveUpOldest(): void {
    for (const waiting of this.#waiting.values()) {
      if (this.#bytes <= this.#maxBytes) return;
      if (waiting.bytes === 0) continue;
      this.#bytes -= waiting.bytes;
      this.lost += 1;
      Object.assign(waiting, { bytes: 0, responses: [], isLost: true });
    }
  }
}
