import type { CapacityStep, LevelKind } from '../../../core/judge/capacity/capacity-report.js';
import { formatHz, formatShare, formatUs } from '../../../core/quantity/format.js';
import { detailed, numeric, textual } from '../build.js';
import type { Cell, Tone } from '../document.js';
import { faultText, levelText } from '../wording/capacity.js';
import type { CapacitySection } from './capacity-section.js';

/** Every measurement, in the order in which it was taken. */
export const steps: CapacitySection = ({ steps: taken, by }) => {
  if (taken.length === 0) return undefined;
  return {
    title: 'Steps',
    blocks: [
      {
        kind: 'table',
        caption: 'Each is a run of its own: reprise report RUN --open shows it.',
        head: [
          { text: 'Result', isMark: true },
          ...numeric(
            by === 'rate' ? 'Rate' : 'In flight',
            'Sent',
            'Throttled',
            'p50',
            'p99',
            'Busy',
          ),
          ...textual('Run'),
          ...detailed(textual('Why')),
        ],
        rows: taken.map((step) => rowOf(step, by)),
      },
    ],
  };
};

const words: Record<CapacityStep['result'], { text: string; tone: Tone }> = {
  held: { text: '✓ held', tone: 'good' },
  broke: { text: '✗ broke', tone: 'bad' },
  void: { text: '◌ says nothing', tone: 'warn' },
};

const open = { text: '◌ inconclusive', tone: 'warn' as const };

/**
 * A step with too few samples for a verdict counts by what was measured; it is called what the report of
 * its run calls it.
 */
function isOpen({ result, verdicts }: CapacityStep): boolean {
  const kinds = verdicts.map(({ verdict }) => verdict);
  return result !== 'void' && kinds.includes('inconclusive') && !kinds.includes('fail');
}

function reasonsOf(step: CapacityStep): string {
  const counted = isOpen(step) ? [`too few samples; counted as one that ${step.result}`] : [];
  return [...counted, ...step.why.map(faultText)].join('; ');
}

function rowOf(step: CapacityStep, by: LevelKind): Cell[] {
  return [
    isOpen(step) ? open : words[step.result],
    levelText(by, step.level),
    formatHz(step.reachedHz),
    formatShare(step.throttled, step.invocations),
    timeText(step.p50Us),
    timeText(step.p99Us),
    step.busy === null ? '–' : step.busy.toFixed(1),
    { text: step.runId, isCode: true },
    reasonsOf(step),
  ];
}

function timeText(us: number | null): string {
  return us === null ? '–' : formatUs(us);
}

/** One step as it ends, for the log of a search that goes on. */
export function stepSentence(step: CapacityStep, by: LevelKind): { tone: Tone; text: string } {
  const { throttled, p99Us, result } = step;
  const parts = [
    levelText(by, step.level),
    p99Us === null ? 'nothing served' : `p99 ${formatUs(p99Us)}`,
    ...(throttled > 0 ? [`throttled ${formatShare(throttled, step.invocations)}`] : []),
    ...(result === 'held' && !isOpen(step) ? ['held'] : [reasonsOf(step)]),
  ];
  return { tone: (isOpen(step) ? open : words[result]).tone, text: parts.join('  ') };
}
