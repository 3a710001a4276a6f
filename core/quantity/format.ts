const thousands = numberFormat({ maximumFractionDigits: 0 });

/** `1234567` → `1,234,567` */
export function formatCount(n: number): string {
  return thousands(n);
}

/** Microseconds as people say them, three significant digits: `830 µs`, `12.3 ms`, `1.25 s`, `3m 20s`. */
export function formatUs(us: number): string {
  if (us < 999.5) return `${Math.round(us)} µs`;
  if (us < 999_500) return `${threeDigits(us / 1e3)} ms`;
  if (us < 60e6) return `${threeDigits(us / 1e6)} s`;
  return formatSeconds(us / 1e6);
}

/** Seconds as a duration in the scenario's own notation: `45s`, `2m 30s`, `1h 5m`, `0.25s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 2 : 1))}s`;
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'm'],
    [whole % 60, 's'],
  ];
  return parts
    .filter(([n]) => n > 0)
    .slice(0, 2)
    .map(([n, unit]) => `${n}${unit}`)
    .join(' ');
}

/** What a rate may be counted per, in seconds. */
const periods = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const rateDigits = numberFormat({ maximumSignificantDigits: 3 });

/**
 * A rate in the scenario's own notation, three significant digits: `1,200/s`, `0.7/s`, `2/m`, `1/h`;
 * `0/s` for none at all, and for nothing else.
 */
export function formatHz(rateHz: number): string {
  const perS = Math.abs(rateHz);
  if (perS >= 100) return `${formatCount(rateHz)}/s`;
  const unit = perS === 0 || !Number.isFinite(perS) ? 's' : unitOfRate(perS);
  return `${rateDigits(rateHz * periods[unit])}/${unit}`;
}

/** The shortest period that three digits say a rate in exactly; of a measured one, the first that has a tenth. */
function unitOfRate(perS: number): keyof typeof periods {
  const units = Object.keys(periods) as (keyof typeof periods)[];
  if (perS >= 0.1) return 's';
  const exact = units.find((unit) => {
    const value = perS * periods[unit];
    return value >= (unit === 's' ? 0.01 : 0.1) && isShort(value);
  });
  return exact ?? units.find((unit) => perS * periods[unit] >= 0.1) ?? 'd';
}

/** Written with at most three significant digits, it is the same number. */
function isShort(value: number): boolean {
  return Math.abs(Number(value.toPrecision(3)) - value) <= 1e-9 * value;
}

/** A share in percent, three significant digits, without its sign, as in `7.62–12.6%`: `12.6`. */
export function formatPercent(share: number): string {
  return String(Number((100 * share).toPrecision(3)));
}

/** A share of a whole: `12.5%`, and never `0%` or `100%` for what is not quite that. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 0.01) return '<0.01%';
  if (part < whole && percent > 99.99) return '>99.99%';
  return `${Number(percent.toPrecision(percent >= 99 ? 4 : 3))}%`;
}

/** Bytes in powers of 1,024: `312 B`, `4.2 KiB`, `5.99 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : threeDigits(value)} ${units[unit]}`;
}

/** US dollars with as many digits as the amount needs: `$0.0000021`, `$0.42`, `$12.30`. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0';
  return usd >= 0.1
    ? `$${usd.toFixed(2)}`
    : `$${Number(usd.toPrecision(2)).toFixed(10).replace(/0+$/, '')}`;
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Made when the first number is written: two formats take ten milliseconds, of the start of each command and thread. */
function numberFormat(options: Intl.NumberFormatOptions): (n: number) => string {
  let format: Intl.NumberFormat | undefined;
  return (n) => {
    format ??= new Intl.NumberFormat('en-US', options);
    return format.format(n);
  };
}
