const iso =
  /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d)(:\d\d)?([.,]\d{1,9})?(\s?(?:Z|UTC|[+-]\d\d:?\d\d)?)$/i;
const epoch = /^(\d{9,13})(\.\d+)?$/;

/**
 * A time stamp moved by whole seconds, in the format that it had: date and time of day, digits of the
 * second and offset of ISO 8601, or seconds or milliseconds since the epoch with their fraction. A
 * stamp without seconds moves by whole minutes, rounded down. Undefined for text that is none.
 */
export function shiftStamp(text: string, byS: number): string | undefined {
  return shiftIso(text, byS) ?? shiftEpoch(text, byS);
}

/** Whether text is a date with a time of day in ISO 8601. */
export function isIsoStamp(text: string): boolean {
  return iso.test(text) && shiftIso(text, 0) !== undefined;
}

/** What the offset says does not matter: moving the local time by a constant keeps it. */
function shiftIso(text: string, byS: number): string | undefined {
  const match = iso.exec(text);
  if (!match) return undefined;
  const [, date = '', separator = 'T', time = '', seconds = '', fraction = '', zone = ''] = match;
  const localMs = Date.parse(`${date}T${time}${seconds || ':00'}Z`);
  if (Number.isNaN(localMs)) return undefined;
  const moved = new Date(localMs + byS * 1000);
  if (Number.isNaN(moved.getTime()) || !/^\d{4}-/.test(moved.toISOString())) return undefined;
  const shifted = moved.toISOString();
  const clock = shifted.slice(11, seconds === '' ? 16 : 19);
  return `${shifted.slice(0, 10)}${separator}${clock}${fraction}${zone}`;
}

/** Up to eleven digits are seconds, up to thirteen milliseconds: both then are times of this age. */
function shiftEpoch(text: string, byS: number): string | undefined {
  const [, digits, fraction = ''] = epoch.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const moved = Number(digits) + (isSeconds(digits) ? byS : byS * 1000);
  return moved < 0 ? undefined : `${moved}${fraction}`;
}

/** The seconds since the epoch that a number stands for; undefined where it stands for none. */
export function epochSeconds(text: string): number | undefined {
  const [, digits, fraction = ''] = epoch.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return isSeconds(digits) ? Number(digits + fraction) : Number(digits) / 1000;
}

function isSeconds(digits: string): boolean {
  return digits.length <= 11;
}
