import { styleText } from 'node:util';

/** Wraps text in a colour, or leaves it as it is where colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Colours as Node writes them, or plain text; where is decided by `wantsColour`, not by Node. */
export function createStyle(isColoured: boolean): Style {
  const paint =
    (format: keyof Style) =>
    (text: string): string =>
      isColoured ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  };
}

/** Colour on a terminal, unless `NO_COLOR` (no-color.org) is set or `TERM` is `dumb`; `FORCE_COLOR` wins. */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return stream.isTTY === true && env.TERM !== 'dumb';
}
