import type { CapacityReport } from '../../../core/judge/capacity/capacity-report.js';
import { formatHz } from '../../../core/quantity/format.js';
import { capitalized } from '../build.js';
import { levelText, limitText, reasonText } from '../wording/capacity.js';

/** The whole answer in a sentence or two: `checkout sustains 49/s (48 to 51): above it …`. */
export function capacitySentence(report: CapacityReport): string {
  const { function: name, sustainable, limit, by } = report;
  const why = reasonText(report);
  const because = why === null ? '' : ` ${capitalized(why)}.`;
  if (!sustainable) return nothingText(report, because);
  const { lowHz, highHz } = sustainable;
  if (limit.kind === 'maximum') {
    const highest = by === 'rate' ? 'the highest rate tried' : 'the most callers tried';
    return `${name} sustains at least ${sustainedText(report)}, ${highest}.${because}`;
  }
  // Nothing broke: how far it could go is not known.
  if (highHz === null) {
    const what = limit.evidence.kind === 'none' ? '' : `: ${limitText(limit)}`;
    return `${name} sustains at least ${sustainedText(report)}${what}.${because}`;
  }
  const interval = ` (between ${formatHz(lowHz)} and ${formatHz(highHz)})`;
  return `${name} sustains ${sustainedText(report)}${interval}: above it ${limitText(limit)}.${because}`;
}

function nothingText(
  { function: name, steps, by, limit, verdict }: CapacityReport,
  because: string,
) {
  if (verdict !== 'fail' || steps.length === 0)
    return `${name}: no level is known to hold.${because}`;
  const least = Math.min(...steps.map(({ level }) => level));
  return `${name} does not hold ${levelText(by, least)}: ${limitText(limit)}.`;
}

function sustainedText({ sustainable, by }: CapacityReport): string {
  if (!sustainable) return 'nothing';
  const rate = formatHz(sustainable.rateHz);
  return by === 'rate' ? rate : `${levelText(by, sustainable.level)}, ${rate}`;
}
