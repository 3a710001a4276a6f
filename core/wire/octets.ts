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
