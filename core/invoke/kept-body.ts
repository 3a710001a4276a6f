import { joinChunks } from './answer.js';

/** Lambda's largest buffered response (AWS Lambda developer guide, Lambda quotas: 6 MB). */
const maxKeptBytes = 6 * 1024 * 1024;

/** Bytes that pass by and are kept, unless they come to more than Lambda answers in one piece. */
export class KeptBody {
  #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  push(chunk: Uint8Array): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes <= maxKeptBytes) this.#chunks.push(chunk);
    else this.#chunks = [];
  }

  /** Undefined when there was too much. */
  bytes(): Uint8Array | undefined {
    return this.#sizeBytes <= maxKeptBytes ? joinChunks(this.#chunks, this.#sizeBytes) : undefined;
  }
}
