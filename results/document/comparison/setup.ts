import type { ColdStartSummary, Comparison } from '../../../core/judge/compare/comparison.js';
import { formatCount, formatShare, formatUs } from '../../../core/quantity/format.js';
import type { Fact } from '../document.js';
import type { RunReport } from '../run-report.js';
import { changeText } from '../wording/change.js';
import type { ComparisonSection } from './comparison-section.js';
import { controlText, effectiveText, environmentsText } from './environments.js';
import { confidenceText } from './values.js';

/** What was compared with what, how, and on what: so that it can be done again. */
export const comparisonSetup: ComparisonSection = ({ report, runs }) => {
  const { comparison, old, new: now, control, payloads } = report;
  const known = [
    ...leftOut(comparison),
    ...environmentFacts(comparison),
    ...coldStartFacts(comparison),
  ];
  const facts: Fact[] = [
    { label: 'Old', value: old },
    { label: 'New', value: now },
    ...(control === undefined ? [] : [{ label: 'Control', value: control }]),
    ...(payloads === undefined ? [] : [{ label: 'Payloads', value: payloads }]),
    ...pairFacts(comparison),
    ...toleranceFacts(comparison),
    ...runs.flatMap(runFacts),
  ];
  return {
    title: 'How it was compared',
    blocks: [
      ...(known.length === 0 ? [] : [{ kind: 'facts' as const, facts: known }]),
      { kind: 'facts', isDetail: true, facts },
    ],
  };
};

function leftOut({ design, excluded: { throttled, notSent } }: Comparison): Fact[] {
  if (throttled + notSent === 0) return [];
  const label = design === 'paired' ? 'Pairs left out' : 'Left out';
  const parts = [
    ...(throttled > 0 ? [`${formatCount(throttled)} throttled`] : []),
    ...(notSent > 0 ? [`${formatCount(notSent)} not sent`] : []),
  ];
  return [{ label, value: parts.join(', ') }];
}

function pairFacts({ design, pairs, isNoiseKnown }: Comparison): Fact[] {
  const noise = isNoiseKnown ? 'old was sent twice' : 'old was sent once';
  if (design === 'unpaired') return [{ label: 'Invocations of each', value: formatCount(pairs) }];
  return [
    { label: 'Pairs', value: formatCount(pairs) },
    { label: 'Noise', value: noise },
  ];
}

function toleranceFacts({ tolerances }: Comparison): Fact[] {
  const { maxSlowdown, maxErrorIncrease, alpha, seed } = tolerances;
  return [
    {
      label: 'Accepted',
      value: `slowdown ${changeText(maxSlowdown, 'relative')}, errors and changed responses ${changeText(maxErrorIncrease, 'share')}`,
    },
    {
      label: 'Chance of a false alarm',
      value: `${formatShare(alpha, 1)} over all metrics; intervals at ${confidenceText(alpha)}`,
    },
    { label: 'Seed', value: String(seed) },
  ];
}

/** What the environments and the order of the pairs take from what the pairs can tell. */
function environmentFacts({ environments, metrics }: Comparison): Fact[] {
  const [effective, control] = [effectiveText(metrics), controlText(metrics)];
  return [
    ...(control === undefined ? [] : [{ label: 'Control against old', value: control }]),
    ...(environments
      ? [{ label: 'Execution environments', value: environmentsText(environments) }]
      : []),
    ...(effective === undefined ? [] : [{ label: 'Effective pairs', value: effective }]),
  ];
}

function coldStartFacts({ coldStarts }: Comparison): Fact[] {
  const text = ({ count, of, initP50Us }: ColdStartSummary): string =>
    `${formatCount(count)} of ${formatCount(of)}${initP50Us === null ? '' : `, init ${formatUs(initP50Us)} (p50)`}`;
  if (coldStarts.old.of + coldStarts.new.of === 0) return [];
  const value = `old ${text(coldStarts.old)}; new ${text(coldStarts.new)}`;
  return [{ label: 'Cold starts, apart', value }];
}

function runFacts({ run: { id, meta } }: RunReport): Fact[] {
  const { endpoint, versions, environment } = meta;
  const machine = Object.entries(environment).map(([name, value]) => `${name} ${value}`);
  const made = [`Reprise ${versions.reprise}, Node ${versions.node}`, ...machine].join(', ');
  return [
    { label: 'Run', value: id },
    { label: 'Endpoint', value: `${endpoint.url} (${endpoint.region})` },
    { label: 'Made with', value: made },
  ];
}
