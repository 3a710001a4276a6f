import type { CapacityReport, CapacityStep } from '../../../core/judge/capacity/capacity-report.js';
import type { LevelPlot } from '../document.js';
import { levelText } from '../wording/capacity.js';
import type { CapacitySection } from './capacity-section.js';

/** What was measured over the levels: the rate let through, the latency, and what was busy. */
export const levels: CapacitySection = (report) => {
  const steps = latestOfEach(report.steps);
  if (steps.length === 0) return undefined;
  return {
    title: 'The knee',
    blocks: [
      {
        kind: 'levels',
        plots: [throughput, latency, concurrency].map((plot) => plot(report, steps)),
      },
    ],
  };
};

/** One step for each level, the last that was not void, by level. */
function latestOfEach(steps: readonly CapacityStep[]): CapacityStep[] {
  const latest = new Map(steps.filter(({ result }) => result !== 'void').map((s) => [s.level, s]));
  return [...latest.values()].sort((a, b) => a.level - b.level);
}

type Plotted = (report: CapacityReport, steps: readonly CapacityStep[]) => LevelPlot;

const throughput: Plotted = (report, steps) => ({
  ...frameOf(report, steps),
  title: 'Asked for and served',
  summary: 'Invocations per second. Where the lines part, a limit lets no more through.',
  unit: 'hz',
  lines: [
    { label: 'sent', colour: 1, isDashed: true, values: steps.map((step) => step.reachedHz) },
    { label: 'served', colour: 2, values: steps.map(servedHz) },
    { label: 'throttled', colour: 4, values: steps.map((step) => perSecond(step, step.throttled)) },
  ],
});

const latency: Plotted = (report, steps) => {
  const limits = latencyLimits(report.steps);
  return {
    ...frameOf(report, steps),
    title: 'Response time',
    summary: 'Of what was served, from the intended start.',
    unit: 'us',
    lines: [
      { label: 'p99', colour: 3, values: steps.map(({ p99Us }) => p99Us) },
      { label: 'p50', colour: 1, values: steps.map(({ p50Us }) => p50Us) },
    ],
    ...(limits.length > 0 && { limits }),
  };
};

const concurrency: Plotted = (report, steps) => {
  const { kind, value } = report.limit;
  const isConcurrency = kind === 'reservedConcurrency' || kind === 'accountConcurrency';
  return {
    ...frameOf(report, steps),
    title: 'Concurrency',
    summary: "Busy on average by Little's law, and in flight at most, throttled requests included.",
    unit: 'count',
    lines: [
      {
        label: 'in flight at most',
        colour: 5,
        isDashed: true,
        values: steps.map((s) => s.maxInFlight),
      },
      { label: 'busy on average', colour: 2, values: steps.map(({ busy }) => busy) },
    ],
    ...(isConcurrency && value !== null && { limits: [{ label: `limit ${value}`, value }] }),
  };
};

function frameOf({ by, sustainable }: CapacityReport, steps: readonly CapacityStep[]) {
  const label = sustainable ? `sustained ${levelText(by, sustainable.level)}` : '';
  return {
    levelUnit: by === 'rate' ? ('hz' as const) : ('count' as const),
    levels: steps.map(({ level }) => level),
    ...(sustainable && { marks: [{ level: sustainable.level, label }] }),
  };
}

function servedHz(step: CapacityStep): number {
  return perSecond(step, step.served);
}

function perSecond({ askedHz, invocations }: CapacityStep, count: number): number {
  return invocations === 0 ? 0 : (askedHz * count) / invocations;
}

/** What the objective allows, where it is of the response time. */
function latencyLimits([step]: readonly CapacityStep[]): { label: string; value: number }[] {
  return (step?.verdicts ?? [])
    .filter(({ unit, text }) => unit === 'us' && /^(p\s*[\d(]|mean|avg|med|response)/.test(text))
    .map(({ text, limit }) => ({ label: text, value: limit }));
}
