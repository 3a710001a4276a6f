import { createReadStream, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addAbortSignal, pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { codeOf, messageOf, RepriseError } from '../../base/errors.js';
import { utf8Bytes } from './utf8-bytes.js';

/** One stream of bytes to import from. */
export interface Input {
  /** As messages name it: the path as it was given, or `<stdin>`. */
  name: string;
  /** On disk; absent where nobody knows (standard input, a pipe). */
  sizeBytes?: number;
  open(): Readable;
}

/** What a person asked to import: one input, or all that a folder holds. */
export interface Source {
  /** The absolute path, or `-`: by this a recording knows a source again. */
  identity: string;
  inputs: Input[];
}

/** Names that are taken from a folder. */
const importableName = /\.(json|jsonl|ndjson|csv|har|log|gz)$/i;

/** Large enough that going from chunk to chunk costs nothing beside what is done with them. */
const chunkBytes = 256 * 1024;

/**
 * Finds what `source` means: a file, a folder (all `.json`, `.jsonl`, `.ndjson`, `.csv`, `.har`, `.log`
 * and `.gz` files in it and below, by name) or `-`, standard input. Throws `RepriseError` when there is nothing to read.
 */
export function findSource(source: string, stdin: () => Readable = () => process.stdin): Source {
  if (source === '-') return { identity: '-', inputs: [{ name: '<stdin>', open: stdin }] };
  const identity = resolve(source);
  const stats = readOrExplain(source, () => statSync(source));
  if (!stats.isDirectory()) return { identity, inputs: [fileInput(source, stats)] };
  const inputs = folderInputs(source);
  if (inputs.length > 0) return { identity, inputs };
  throw new RepriseError(
    `The folder ${source} holds no .json, .jsonl, .ndjson, .csv, .har, .log or .gz file.`,
    {
      hint: 'Name another folder, or the files one by one.',
    },
  );
}

/**
 * The bytes of an input, unzipped if they begin as gzip does (RFC 1952: 1f 8b). `onRead` hears how
 * many were read before unzipping. Throws `RepriseError` when reading or unzipping fails, and the
 * signal's reason when that is aborted, even in the middle of a wait.
 */
export async function* inputBytes(
  input: Input,
  onRead: (byteCount: number) => void,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    const chunks = countedChunks(addAbortSignal(signal, input.open()), onRead);
    const first = await chunks.next();
    if (first.done) return;
    const all = rejoin(first.value, chunks);
    const isZipped = first.value[0] === 0x1f && first.value[1] === 0x8b;
    yield* utf8Bytes(isZipped ? gunzip(all) : all, input.name);
  } catch (error) {
    signal.throwIfAborted();
    throw explainReadError(input.name, error);
  }
}

function fileInput(path: string, stats: Stats): Input {
  return {
    name: path,
    // Neither a pipe nor a device knows its size.
    ...(stats.isFile() && { sizeBytes: stats.size }),
    open: () => createReadStream(path, { highWaterMark: chunkBytes }),
  };
}

/** Folders are not followed through links, since a link may lead back up. */
function folderInputs(folder: string): Input[] {
  const names = readOrExplain(folder, () => readdirSync(folder)).sort();
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (readOrExplain(path, () => lstatSync(path)).isDirectory()) return folderInputs(path);
    if (!importableName.test(name)) return [];
    const stats = readOrExplain(path, () => statSync(path));
    return stats.isDirectory() ? [] : [fileInput(path, stats)];
  });
}

/** A stream may hand out its first byte alone: the first chunk that comes out has two at least. */
async function* countedChunks(
  stream: Readable,
  onRead: (byteCount: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  let lone: Uint8Array | undefined;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    onRead(chunk.length);
    const joined = lone ? Buffer.concat([lone, chunk]) : chunk;
    lone = joined.length < 2 ? joined : undefined;
    if (!lone) yield joined;
  }
  if (lone?.length) yield lone;
}

async function* rejoin(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  yield first;
  yield* rest;
}

function gunzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // Errors reach the reader through the stream itself; the callback only keeps them from being thrown.
  return pipeline(Readable.from(chunks), createGunzip({ chunkSize: chunkBytes }), () => {});
}

function readOrExplain<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw explainReadError(path, error);
  }
}

function explainReadError(name: string, error: unknown): unknown {
  if (error instanceof RepriseError) return error;
  const code = codeOf(error) ?? '';
  if (code.startsWith('Z_')) {
    return new RepriseError(`${name} is damaged as gzip: ${messageOf(error)}.`, {
      hint: 'Check the file with gzip -t; it may have been cut short.',
      cause: error,
    });
  }
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    ENOTDIR: 'a part of the path is a file, not a folder',
  };
  return new RepriseError(`${name} cannot be read: ${reasons[code] ?? messageOf(error)}.`, {
    hint: 'Give a file, a folder, or - for standard input.',
    cause: error,
  });
}
