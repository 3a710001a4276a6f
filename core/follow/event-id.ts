import { createHash, randomBytes } from 'node:crypto';

/** How many bytes stand for a request id. */
export const idLength = 16;

/** A request id as the store keeps it: the 16 bytes of a UUID, or a hash of any other text. */
export function idBytes(requestId: string): Buffer {
  const hex = requestId.replaceAll('-', '');
  if (/^[0-9a-f]{32}$/i.test(hex)) return Buffer.from(hex, 'hex');
  return createHash('sha256').update(requestId).digest().subarray(0, idLength);
}

/** What stands for the id of an event that was given none. */
export function noId(): Buffer {
  return randomBytes(idLength);
}

/** The UUID that `idBytes` was given. */
export function idText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [8, 12, 16, 20, 32].map((end, i, all) => hex.slice(all[i - 1] ?? 0, end)).join('-');
}

/** Whether an event is among the share of all events that is followed, by its id alone. */
export function isSampled(bytes: Buffer, share: number): boolean {
  return bytes.readUInt32BE(0) < share * 2 ** 32;
}
