import type { ColdStartSummary, Comparison } from '../../../core/judge/compare/comparison.js';
import { formatCount, formatShare, formatUs } from '../../../core/quantity/format.js';
import type { Block, Cell } from '../page-model.js';
import type { RunReport } from '../run-report.js';
import { changeText } from '../wording/change.js';
import type { ComparisonSection } from './comparison-section.js';
import { confidenceText } from './values.js';

/** What was compared with what, how, and on what: so that it can be done again. */
export const comparisonSetup: ComparisonSection = ({ report, runs }) => {
  const { comparison, old, new: now, payloads } = report;
  const rows: Cell[][] = [
    ['Old', { text: old, isCode: true }],
    ['New', { text: now, isCode: true }],
    ...(payloads === undefined ? [] : [['Payloads', payloads]]),
    ...pairRows(comparison),
    ...toleranceRows(comparison),
    ...coldRows(comparison),
    ...runs.flatMap(runRows),
  ];
  const blocks: Block[] = [{ kind: 'table', head: [{ text: 'What' }, { text: 'Value' }], rows }];
  return { title: 'How it was compared', blocks };
};

function pairRows({ design, pairs, excluded, isNoiseKnown }: Comparison): Cell[][] {
  const { throttled, notSent } = excluded;
  const unit = design === 'paired' ? 'Pairs' : 'Invocations of each';
  const left = `${formatCount(throttled)} throttled, ${formatCount(notSent)} not sent`;
  const noise = isNoiseKnown ? 'old was sent twice' : 'old was sent once';
  return [
    [unit, formatCount(pairs)],
    ['Left out', left],
    ...(design === 'paired' ? [['Noise', noise]] : []),
  ];
}

function toleranceRows({ tolerances }: Comparison): Cell[][] {
  const { maxSlowdown, maxErrorIncrease, alpha, seed } = tolerances;
  return [
    [
      'Accepted',
      `slowdown ${changeText(maxSlowdown, 'relative')}, errors and changed responses ${changeText(maxErrorIncrease, 'share')}`,
    ],
    [
      'Chance of a false alarm',
      `${formatShare(alpha, 1)} over all metrics; intervals at ${confidenceText(alpha)}`,
    ],
    ['Seed', String(seed)],
  ];
}

function coldRows({ coldStarts }: Comparison): Cell[][] {
  const text = ({ count, of, initP50Us }: ColdStartSummary): string =>
    `${formatCount(count)} of ${formatCount(of)}${initP50Us === null ? '' : `, init ${formatUs(initP50Us)} (p50)`}`;
  if (coldStarts.old.of + coldStarts.new.of === 0) return [];
  return [['Cold starts, apart', `old ${text(coldStarts.old)}; new ${text(coldStarts.new)}`]];
}

function runRows({ run: { id, meta } }: RunReport): Cell[][] {
  const { endpoint, versions, environment } = meta;
  const machine = Object.entries(environment).map(([name, value]) => `${name} ${value}`);
  return [
    ['Run', { text: id, isCode: true }],
    ['Endpoint', { text: `${endpoint.url} (${endpoint.region})`, isCode: true }],
    ['Made with', [`Reprise ${versions.reprise}, Node ${versions.node}`, ...machine].join(', ')],
  ];
}
