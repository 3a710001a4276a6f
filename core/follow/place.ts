import { fnv1a, mix32 } from '../base/random.js';

/**
 * A short stand-in for the name of a log stream or the id of a message, which tells the few of one
 * event apart: of two, one in two million are taken for the same.
 */
export function placeOf(name: string): number {
  return mix32(fnv1a(name)) >>> 11;
}
