const isoPattern =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;

/**
 * A time as logs, traces and tables write it, in whole microseconds since the Unix epoch: ISO 8601
 * (with `T` or a space, up to nine digits of a second, UTC unless it names an offset), or a number
 * since the epoch, whose unit its size tells. Undefined when it is neither.
 */
export function parseTimeUs(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed)) return epochUs(Number(trimmed));
  const match = isoPattern.exec(trimmed);
  if (match === null) return undefined;
  const [, date = '', time = '00:00', fraction = '', zone = 'Z'] = match;
  const offset = /^(Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/^(...):?/, '$1:');
  const ms = Date.parse(`${date}T${time}${offset}`);
  if (Number.isNaN(ms)) return undefined;
  return ms * 1000 + Math.round(Number(`0.${fraction || '0'}`) * 1e6);
}

/**
 * Seconds, milliseconds, microseconds or nanoseconds since the epoch as microseconds. Each unit takes
 * over where the one before would be past the year 5000, so that all four are told apart for every
 * time since 1973.
 */
export function epochUs(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  const size = Math.abs(value);
  if (size < 1e11) return Math.round(value * 1e6);
  if (size < 1e14) return Math.round(value * 1e3);
  return Math.round(size < 1e17 ? value : value / 1e3);
}
