/** Numbers in [0, 1) with 53 random bits, the same sequence for the same seed and stream. */
export type Random = () => number;

/**
 * A seeded source of random numbers. `stream` names what they are for (`'arrivals/0'`), so that two
 * uses of one seed never share a sequence.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), seeded through MurmurHash3's finalizer:
 * small, fast, passes PractRand, and the same on every machine. Not for secrets.
 */
export function createRandom(seed: number, stream: string): Random {
  let a = mix32(seed ^ fnv1a(stream));
  let b = mix32(a ^ 0x9e3779b9);
  let c = mix32(b ^ Math.floor(seed / 2 ** 32));
  let d = 1;
  const next32 = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next32();
  return () => ((next32() >>> 5) * 2 ** 26 + (next32() >>> 6)) / 2 ** 53;
}

/** A well-mixed 32-bit hash of one integer: MurmurHash3's fmix32 (Austin Appleby, public domain). */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 code units: turns a stream's name into a number. */
export function fnv1a(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
