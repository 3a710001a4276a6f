/**
 * Whether an invocation belongs to the share that is recorded: the same for the same request id,
 * everywhere and always. FNV-1a (draft-eastlake-fnv) with the last mixing step of MurmurHash3, which
 * spreads ids that differ in one digit.
 */
export function isSampled(requestId: string, share: number): boolean {
  if (share >= 1) return true;
  let hash = 0x811c9dc5;
  for (let index = 0; index < requestId.length; index += 1) {
    hash = Math.imul(hash ^ requestId.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < share;
}
