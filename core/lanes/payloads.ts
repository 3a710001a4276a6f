import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { messageOf, RepriseError } from '../base/errors.js';
import type { Database } from '../database/open.js';
import type { PayloadSource } from '../drive/payload-source.js';
import type { Payload } from '../invoke/client.js';
import { type PayloadReader, RecordingStore } from '../recording/store/store.js';
import type { CaptureTimes } from '../schedule/plan-spec.js';
import type { PayloadsSpec } from './payloads-spec.js';

/** The payloads of all workloads, open for reading. */
export interface OpenPayloads {
  /** One for each workload. */
  sources: PayloadSource[];
  captureTimes: CaptureTimes;
  /** The recordings among them, by workload. */
  readers: ReadonlyMap<number, PayloadReader>;
}

/**
 * Opens each workload's payloads; a `where` must have been answered (`selectPayloads`). Throws `RepriseError` when a recording does not exist or is empty,
 * or a file cannot be read.
 */
export function openPayloads(specs: readonly PayloadsSpec[], database: Database): OpenPayloads {
  const readers = new Map<number, PayloadReader>();
  const sources = specs.map((spec, workload) => {
    if (spec.kind === 'files') return fileSource(spec.paths);
    if (spec.kind === 'inline') return inlineSource(spec.payloads);
    const reader = new RecordingStore(database).reader(spec.name, spec.selected);
    readers.set(workload, reader);
    return reader;
  });
  const reader = (workload: number): PayloadReader => {
    const known = readers.get(workload);
    if (known) return known;
    throw new RepriseError('Recorded timing needs a recording.', {
      hint: 'Name one under payloads, or give the stage a rate.',
    });
  };
  return {
    ...{ sources, readers },
    captureTimes: {
      iterate: (workload) => reader(workload).captureTimes(),
      at: (workload, position) => reader(workload).captureTimeAt(position),
    },
  };
}

function inlineSource(payloads: readonly Uint8Array[]): PayloadSource {
  const loaded = payloads.map(payloadOf);
  return { count: loaded.length, get: (position) => loaded[position] as Payload };
}

function fileSource(paths: readonly string[]): PayloadSource {
  return {
    count: paths.length,
    get(position) {
      const path = paths[position] as string;
      try {
        return payloadOf(readFileSync(path));
      } catch (error) {
        throw new RepriseError(`The payload ${path} cannot be read: ${messageOf(error)}`, {
          cause: error,
        });
      }
    },
  };
}

function payloadOf(bytes: Uint8Array): Payload {
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
