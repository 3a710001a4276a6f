import type { Tone } from '../../document/document.js';
import type { Style } from './style.js';

/** Text in the colour of its tone. */
export function paint(text: string, tone: Tone, style: Style): string {
  if (text === '' || tone === 'plain') return text;
  if (tone === 'good') return style.green(text);
  return tone === 'bad' ? style.red(text) : style.yellow(text);
}
