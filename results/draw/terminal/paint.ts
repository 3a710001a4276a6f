import type { Tone } from '../../document/document.js';
import { verdictSigns } from '../../document/signs.js';
import { plain } from './plain.js';
import type { Style } from './style.js';

/** Text in the colour of its tone. */
export function paint(text: string, tone: Tone, style: Style): string {
  if (text === '' || tone === 'plain') return text;
  if (tone === 'good') return style.green(text);
  return tone === 'bad' ? style.red(text) : style.yellow(text);
}

/** A sentence with the sign of a verdict before it, as a line of its own. */
export function signedLine(tone: Tone, text: string, style: Style): string {
  return `${paint(verdictSigns[tone], tone, style)} ${plain(text)}`;
}
