import type { Verdict } from '../../../../core/judge/verdict.js';
import { noteText, observedText } from '../../../document/wording/expectations.js';
import { clip, plain } from '../plain.js';
import type { Style } from '../style.js';
import { displayWidth, pad } from '../table.js';
import type { Section } from './section.js';

/** Each expectation with what was observed. */
export const expectations: Section = ({ verdicts }, style, width) => {
  if (verdicts.length === 0) return [];
  const longest = Math.max(...verdicts.map(({ text }) => displayWidth(plain(text))));
  const textWidth = Math.min(longest, width - 30);
  return [
    `  ${style.bold('Expectations')}`,
    ...verdicts.flatMap((verdict) => lines(verdict, style, textWidth, width)),
  ];
};

function lines(verdict: Verdict, style: Style, textWidth: number, width: number): string[] {
  const text = `    ${markOf(verdict, style)} ${pad(plain(verdict.text), textWidth, 'left')}`;
  const observed = clip(observedText(verdict.observed), width - 8);
  const oneLine = `${text}  ${paintOf(verdict, style)(observed)}`;
  const note =
    verdict.note === undefined
      ? []
      : [style.dim(`        ${clip(noteText(verdict.note), width - 8)}`)];
  if (displayWidth(oneLine) <= width) return [oneLine, ...note];
  return [text.trimEnd(), `        ${paintOf(verdict, style)(observed)}`, ...note];
}

function markOf({ verdict }: Verdict, style: Style): string {
  if (verdict === 'pass') return style.green('✓');
  return verdict === 'inconclusive' ? style.yellow('◌') : style.red('✗');
}

function paintOf({ verdict }: Verdict, style: Style): (text: string) => string {
  if (verdict === 'pass') return style.dim;
  return verdict === 'inconclusive' ? style.yellow : style.red;
}
