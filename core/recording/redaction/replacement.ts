import { createHmac } from 'node:crypto';

/** What stands in for a text that was masked. */
export const maskedText = '***';

/** Hexadecimal digits of a digest that are kept: 128 bits, which do not collide by chance. */
const digestChars = 32;

/**
 * A keyed digest of a text: HMAC-SHA256 (RFC 2104), its first 128 bits in hexadecimal. Without the key
 * nobody can try which e-mail address or card number a digest belongs to.
 */
export function hashText(text: string | Uint8Array, key: Uint8Array): string {
  return createHmac('sha256', key).update(text).digest('hex').slice(0, digestChars);
}

/**
 * A digest as a number: an integer of 15 digits, which every parser reads exactly (below 2^53). It is
 * of the number as it is written, so that 1.0 and 1.00 differ.
 */
export function hashNumber(token: string, key: Uint8Array): string {
  const bits = BigInt(`0x${hashText(token, key).slice(0, 16)}`);
  return String(100_000_000_000_000n + (bits % 900_000_000_000_000n));
}

/**
 * A number of the same shape: each digit of it a 1, but for leading zeros and the exponent. So it fits
 * in whatever type the number fitted in, from a byte up.
 */
export function maskNumber(token: string): string {
  return token.replace(/^(-?)(\d+)(\.\d+)?/, (_all, sign: string, whole: string, fraction = '') => {
    const ones = whole === '0' ? '0' : '1'.repeat(whole.length);
    return `${sign}${ones}${String(fraction).replace(/\d/g, '1')}`;
  });
}

/** ISO/IEC 7812-1 annex B: the check digit of card numbers (Luhn). Anything but digits is passed over. */
export function passesLuhn(text: string): boolean {
  let sum = 0;
  let isDoubled = false;
  for (let i = text.length - 1; i >= 0; i--) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) continue;
    const value = isDoubled ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
    isDoubled = !isDoubled;
  }
  return sum % 10 === 0;
}
