/** A colour of the page's style sheet as it is now: light, dark or printed. */
export function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The same, seen through: from 0, nothing, to 1, all of it. The style sheet's colours are `#rgb` or `#rrggbb`. */
export function translucent(name: string, opacity: number): string {
  const digits = colourOf(name).slice(1);
  const pairs =
    digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
  const [red, green, blue] = (pairs ?? []).map((pair) => Number.parseInt(pair, 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** The face that the page is set in, for what is drawn. */
export function plotFont(): string {
  return `11px ${getComputedStyle(document.body).fontFamily}`;
}

/** Calls when the colours change: the system's scheme, or the page being printed; until `signal`. */
export function onThemeChange(redraw: () => void, signal: AbortSignal): void {
  for (const query of ['(prefers-color-scheme: dark)', 'print']) {
    matchMedia(query).addEventListener('change', redraw, { signal });
  }
}
