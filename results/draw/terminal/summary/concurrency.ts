import type { ConcurrencyFindings } from '../../../../core/judge/concurrency/findings.js';
import { concurrencySentences } from '../../../document/wording/concurrency.js';
import { limitTexts } from '../../../document/wording/limits.js';
import type { RunRecord } from '../../../store/run-meta.js';
import { plain } from '../plain.js';
import { wrap } from '../wrap.js';
import type { Section } from './section.js';

const indent = '    ';

/** The limits that were read, where throttling began and by which, and what the load needed. */
export const concurrency: Section = ({ run, concurrency: findings }, style, width) => {
  const limits = limitTexts(run.meta.limits);
  if (!findings || !hasMatter(run, findings)) return [];
  const { throttling, provisioned, demand, notes } = concurrencySentences(findings);
  const several = demand.length > 1;
  const lines = [
    ...(limits.length === 0 ? [] : [`Limits: ${limits.join(' · ')}.`]),
    ...provisioned.map((sentences) => sentences.join(' ')),
    ...demand.map((sentences, i) =>
      several ? `${findings.demand[i]?.functionName}: ${sentences.join(' ')}` : sentences.join(' '),
    ),
  ];
  const show = (text: string, paint: (line: string) => string = (line) => line): string[] =>
    wrap(plain(text), width - indent.length, '  ').map((line) => indent + paint(line));
  return [
    `  ${style.bold('Concurrency')}`,
    ...throttling.flatMap((sentences) => show(sentences.join(' '), style.yellow)),
    ...lines.flatMap((line) => show(line)),
    ...notes.flatMap((note) => show(note, style.dim)),
  ];
};

/**
 * What a run needed is worth a line where a limit stands beside it; that an endpoint has no control
 * plane is worth none.
 */
function hasMatter({ meta }: RunRecord, { throttling, provisioned }: ConcurrencyFindings): boolean {
  const { limits } = meta;
  if (throttling.length + provisioned.length + limitTexts(limits).length > 0) return true;
  return limits?.account.kind === 'unreadable' && limits.account.cause !== 'noControlPlane';
}
