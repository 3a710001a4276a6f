/**
 * Whether two JSON numbers, as they are written, are the same number: `1`, `1.0` and `10e-1` are,
 * `9007199254740992` and `9007199254740993` are not, though as doubles they would be. Nothing is
 * rounded: digits and exponent are compared as text.
 */
export function isSameNumber(a: string, b: string): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** Sign, digits without zeros at either end, and the power of ten of the last of them. */
function canonical(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power =
    BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
