import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { RepriseError } from '../base/errors.js';
import { type BlobName, type BlobRequest, blobPartSize } from './protocol.js';

/** Bytes that can be read anywhere. */
interface Blob {
  name: BlobName;
  part(offset: number): Uint8Array;
  close(): void;
}

/** Asks the coordinator for a part of a blob; undefined where nobody answers in time. */
export type AskForPart = (request: BlobRequest) => Promise<Uint8Array | undefined>;

/** So many parts are on their way at once: pulled, so that a slow worker is never flooded. */
const parallel = 4;
/** A part that nobody answers is asked for again. */
const tries = 10;

/** What a coordinator has to give: payloads and jobs by their hash. */
export class BlobShelf {
  readonly #blobs = new Map<string, Blob>();

  /** Takes bytes. */
  putBytes(bytes: Uint8Array): BlobName {
    const name = { sha256: sha256Of([bytes]), size: bytes.length };
    const part = (offset: number): Uint8Array => bytes.subarray(offset, offset + blobPartSize);
    return this.#put({ name, part, close: () => {} });
  }

  /** Takes a file, which stays where it is. */
  putFile(path: string): BlobName {
    const { size } = statSync(path);
    const file = openSync(path, 'r');
    const part = (offset: number): Uint8Array => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(blobPartSize, size - offset)));
      readSync(file, bytes, 0, bytes.length, offset);
      return bytes;
    };
    const name = { sha256: sha256Of(parts(size, part)), size };
    return this.#put({ name, part, close: () => closeSync(file) });
  }

  /** The answer to who asks; undefined where it is not here. */
  part({ sha256, offset }: BlobRequest): Uint8Array | undefined {
    return this.#blobs.get(sha256)?.part(offset);
  }

  close(): void {
    for (const blob of this.#blobs.values()) blob.close();
    this.#blobs.clear();
  }

  #put(blob: Blob): BlobName {
    this.#blobs.get(blob.name.sha256)?.close();
    this.#blobs.set(blob.name.sha256, blob);
    return blob.name;
  }
}

function* parts(size: number, part: (offset: number) => Uint8Array): Generator<Uint8Array> {
  for (let offset = 0; offset < size; offset += blobPartSize) yield part(offset);
}

/**
 * Fetches a blob part by part, in order, and gives each to `take`. Throws `RepriseError` when nobody
 * answers any more, or what came is not what its hash says.
 */
export async function fetchBlob(
  { sha256, size }: BlobName,
  ask: AskForPart,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  const hash = createHash('sha256');
  const count = Math.ceil(size / blobPartSize);
  const coming: Promise<Uint8Array>[] = [];
  const order = (index: number): void => {
    if (index >= count) return;
    const part = askAgain({ sha256, offset: index * blobPartSize }, ask);
    // Who awaits the one before it throws first.
    part.catch(() => {});
    coming[index] = part;
  };
  for (let index = 0; index < parallel; index++) order(index);
  for (let index = 0; index < count; index++) {
    const bytes = await (coming[index] as Promise<Uint8Array>);
    delete coming[index];
    order(index + parallel);
    hash.update(bytes);
    take(bytes);
  }
  if (hash.digest('hex') !== sha256) throw damaged();
}

async function askAgain(request: BlobRequest, ask: AskForPart): Promise<Uint8Array> {
  for (let tried = 0; tried < tries; tried++) {
    const bytes = await ask(request);
    if (bytes) return bytes;
  }
  throw new RepriseError('The payloads did not come: the coordinator does not answer.', {
    hint: 'Look at the network between this worker and the bus.',
  });
}

function damaged(): RepriseError {
  return new RepriseError('The payloads were damaged on their way: their SHA-256 is another.', {
    hint: 'Start the run again; if it comes back, look at the network, or at who else is on the bus.',
  });
}

function sha256Of(bytes: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const each of bytes) hash.update(each);
  return hash.digest('hex');
}
