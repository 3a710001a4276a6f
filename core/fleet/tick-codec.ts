import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { messageOf, RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { Tick } from '../measure/interval.js';
import type { SetCounts } from '../transform/set-counts.js';
import { fromText, toText, type WordsCodec } from './plain-text.js';
import { VarintReader, VarintWriter } from './varints.js';

/** Why a worker has nothing more to send. */
export type DoneReason = 'planEnd' | 'stopped' | 'orphaned' | 'fenced' | 'failed';

/** What a worker says last. */
export interface Done {
  reason: DoneReason;
  /** Of a worker that failed. */
  message?: string;
  hint?: string;
  /** For each workload what its `set` found, from each of its lanes. */
  sets?: readonly (readonly (SetCounts | undefined)[])[];
}

/** One message of a worker's log: its tick, numbered without gaps; the last one says that it is done. */
export interface LoggedTick {
  seq: number;
  epoch: number;
  tick?: Tick;
  done?: Done;
  /**
   * A piece of what is told of single invocations; the rest of it, where the message has the tick that they
   * belong to.
   */
  told?: Uint8Array;
  /** Of what the coordinator notes of a worker: `tick` and `done` are all that it said up to `seq`. */
  noted?: Noted;
}

/** What a coordinator notes of a worker beside all that it said, before it drops ticks from the log. */
export interface Noted {
  /** The worker's first message that is still in the log. */
  fromSeq: number;
  /** Up to this time of the run everything is in the database, and only such ticks are dropped. */
  committedUs: number;
  longestQueue: number;
}

/** The first byte of every message: a reader refuses what it does not know. */
const version = 1;
/** That of one which a piece follows: the length of the message without it, that message, the piece. */
const versionWithPiece = 2;
const headLength = 5;

/** A tick of a thousand cells with full histograms is some MB; more is an attack or a defect. */
const longest = 256 * 1024 * 1024;

/**
 * A tick as bytes: the version, then deflated the length of a JSON text, the text, and the slots of all
 * histograms in the order in which the text has them, as differences between slots and their counts.
 */
export function encodeTick({ told, ...logged }: LoggedTick): Buffer {
  const message = encodeMessage(logged);
  if (!told) return message;
  const head = Buffer.alloc(headLength, versionWithPiece);
  head.writeUInt32LE(message.length, 1);
  return Buffer.concat([head, message, told]);
}

/** Reads what `encodeTick` wrote. Throws `RepriseError` for anything else. */
export function decodeTick(bytes: Uint8Array): LoggedTick {
  if (bytes[0] !== versionWithPiece) return decodeMessage(bytes);
  if (bytes.length < headLength) throw unreadable('it is cut off');
  const end = headLength + new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true);
  if (end > bytes.length) throw unreadable('it is cut off');
  return { ...decodeMessage(bytes.subarray(headLength, end)), told: bytes.subarray(end) };
}

function encodeMessage(logged: LoggedTick): Buffer {
  const out = new VarintWriter();
  const text = Buffer.from(toText(logged, slotsInto(out)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const deflated = deflateRawSync(Buffer.concat([length, text, out.bytes()]), {
    level: constants.Z_BEST_SPEED,
  });
  return Buffer.concat([Buffer.of(version), deflated]);
}

function decodeMessage(bytes: Uint8Array): LoggedTick {
  if (bytes[0] !== version) {
    const known = `${version} and ${versionWithPiece}`;
    throw unreadable(`its format is ${bytes[0] ?? 'empty'}, and this version reads ${known}`);
  }
  try {
    const raw = inflateRawSync(bytes.subarray(1), { maxOutputLength: longest });
    const end = 4 + raw.readUInt32LE(0);
    if (end > raw.length) throw new RangeError('it is cut off');
    const text = raw.toString('utf8', 4, end);
    return fromText<LoggedTick>(text, slotsFrom(new VarintReader(raw.subarray(end))));
  } catch (error) {
    throw unreadable(messageOf(error));
  }
}

function unreadable(why: string): RepriseError {
  return new RepriseError(`A worker's measurements cannot be read: ${why}.`, {
    hint: 'Run the same version of reprise everywhere, and let nobody else publish to the bus.',
    exitCode: exitCodes.aborted,
  });
}

/** In the text stands only how many pairs of slot and count there are. */
function slotsInto(out: VarintWriter): WordsCodec {
  return {
    write(slots) {
      let last = 0;
      for (let i = 0; i + 1 < slots.length; i += 2) {
        const slot = slots[i] as number;
        out.put(slot - last);
        out.put(slots[i + 1] as number);
        last = slot;
      }
      return slots.length >>> 1;
    },
    read: neverRead,
  };
}

function slotsFrom(reader: VarintReader): WordsCodec {
  return {
    write: neverRead,
    read(pairs) {
      const count = Number(pairs);
      if (!(count >= 0 && count * 2 <= reader.left)) {
        throw new RangeError('its histograms are cut off');
      }
      const slots = new Uint32Array(count * 2);
      let last = 0;
      for (let i = 0; i < slots.length; i += 2) {
        last += reader.take();
        slots[i] = last;
        slots[i + 1] = reader.take();
      }
      return slots;
    },
  };
}

function neverRead(): never {
  throw new Error('a codec is used one way');
}
