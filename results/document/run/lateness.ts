import { formatUs } from '../../../core/quantity/format.js';
import { note } from '../build.js';
import type { Block, TimePlot } from '../document.js';
import { causeOfLateness, judgedLatenessUs } from '../lateness.js';
import { timeLine } from '../series/time-line.js';
import type { RunSection, RunSource } from './run-section.js';

/** How far the generator can be trusted: how late it was itself. */
export const lateness: RunSection = (source) => {
  const { lateness: all } = source.report.books.total();
  if (all.count === 0) return undefined;
  const plots: Block[] =
    source.steps.length < 2 ? [] : [{ kind: 'plots', plots: [overTime(source)] }];
  return { title: 'Generator lag (lateness)', blocks: [verdict(source), ...plots] };
};

function verdict({ report, lateLimitUs }: RunSource): Block {
  const total = report.books.total();
  const { lateness: all } = total;
  const numbers = `p50 ${formatUs(all.percentileUs(50))}, p99 ${formatUs(all.percentileUs(99))}, max ${formatUs(all.maxUs)}`;
  if (judgedLatenessUs(total) <= lateLimitUs)
    return note('good', `${numbers}: the generator kept up.`);
  const { late } = report;
  const cause = late && late.seconds > 0 ? causeOfLateness(late) : 'its machine is too busy';
  const text = `${numbers}: the generator fell behind its schedule, since ${cause}. Response times include its delay; service times do not.`;
  return note('warn', text);
}

function overTime({ steps, stepS, lateLimitUs }: RunSource): TimePlot {
  return {
    title: 'Lateness',
    summary: `From when an invocation should have been sent to when it was: the 99th percentile of each second. Up to ${formatUs(lateLimitUs)} is small against what is measured.`,
    unit: 'us',
    lines: [timeLine({ label: 'p99', colour: 2 }, steps, stepS, ({ latenessP99 }) => latenessP99)],
    limits: [{ label: `limit ${formatUs(lateLimitUs)}`, value: lateLimitUs }],
  };
}
