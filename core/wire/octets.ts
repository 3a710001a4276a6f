/** Which bytes may stand where (RFC 9110, sections 5.5 and 5.6.2). 1: yes. */
function tableOf(allows: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(allows(byte)));
}

export const cr = 0x0d;
export const lf = 0x0a;
export const space = 0x20;
export const tab = 0x09;

const tokens = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The bytes of a header's name. */
export const isToken: Uint8Array = tableOf((byte) => tokens.includes(String.fromCharCode(byte)));

/** The bytes of a header's value, of a reason phrase and of a chunk's extension. */
export const isText: Uint8Array = tableOf(
  (byte) => byte === tab || (byte >= space && byte !== 0x7f),
);

/** What a byte is worth as a hexadecimal digit; -1: it is none. */
export const hexValue: Int8Array = Int8Array.from({ length: 256 }, (_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? -1 : value;
});

const lowest = 0x2020_2020;
const deleted = 0x7f7f_7f7f;
const ones = 0x0101_0101;
const highBits = 0x8080_8080 | 0;

/**
 * Where the text that begins at `from` ends. Four bytes at a time, as whole numbers: of a head, most is
 * text.
 */
export function textEnd(bytes: Buffer, view: DataView, from: number, end: number): number {
  let index = from;
  for (;;) {
    while (index + 4 <= end && isPlain(view.getInt32(index, true))) index += 4;
    // What stopped it is in the next four bytes, and may be a tab.
    const to = Math.min(index + 4, end);
    while (index < to && isText[bytes[index] as number] === 1) index += 1;
    if (index < to || index === end) return index;
  }
}

/** Whether none of four bytes is below a space, or DEL: a byte that is less than another borrows its high bit. */
function isPlain(four: number): boolean {
  const del = four ^ deleted;
  return ((((four - lowest) & ~four) | ((del - ones) & ~del)) & highBits) === 0;
}
