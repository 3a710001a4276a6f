import type { CapacityStep, LevelKind } from '../../../core/judge/capacity/capacity-report.js';
import { formatHz, formatShare, formatUs } from '../../../core/quantity/format.js';
import type { Cell, Tone } from '../page-model.js';
import { faultText, levelText } from '../wording/capacity.js';
import type { CapacitySection } from './capacity-section.js';

const right = 'right' as const;

/** Every measurement, in the order in which it was taken. */
export const steps: CapacitySection = ({ steps: taken, by }) => ({
  title: 'Steps',
  blocks: [
    {
      kind: 'table',
      caption: 'Each is a run of its own: reprise report RUN --open shows it.',
      head: [
        { text: by === 'rate' ? 'Rate' : 'In flight' },
        { text: 'Result' },
        { text: 'Sent', align: right },
        { text: 'Throttled', align: right },
        { text: 'p50', align: right },
        { text: 'p99', align: right },
        { text: 'Busy', align: right },
        { text: 'Run' },
        { text: 'Why' },
      ],
      rows: taken.map((step) => rowOf(step, by)),
    },
  ],
});

const tones: Record<CapacityStep['result'], Tone> = { held: 'good', broke: 'bad', void: 'warn' };

function rowOf(step: CapacityStep, by: LevelKind): Cell[] {
  const { result, why, throttled, invocations } = step;
  return [
    levelText(by, step.level),
    { text: result === 'void' ? 'says nothing' : result, tone: tones[result] },
    formatHz(step.reachedHz),
    { text: formatShare(throttled, invocations), share: throttled / Math.max(1, invocations) },
    timeText(step.p50Us),
    timeText(step.p99Us),
    step.busy === null ? '–' : step.busy.toFixed(1),
    { text: step.runId, isCode: true },
    why.map(faultText).join('; '),
  ];
}

function timeText(us: number | null): string {
  return us === null ? '–' : formatUs(us);
}
