import type {
  CapacityReport,
  CapacityVerdict,
} from '../../../core/judge/capacity/capacity-report.js';
import { formatCount, formatHz, formatUsd } from '../../../core/quantity/format.js';
import type { Fact, Headline, Tone } from '../document.js';
import { levelText } from '../wording/capacity.js';
import { capacitySentence } from './verdict-sentence.js';

const tones: Record<CapacityVerdict, Tone> = { pass: 'good', fail: 'bad', inconclusive: 'warn' };

const words: Record<CapacityVerdict, string> = {
  pass: 'Passed',
  fail: 'Failed',
  inconclusive: 'Inconclusive',
};

/** The answer in a sentence, what was asked, and the numbers to take away. */
export function capacityHeadline(report: CapacityReport): Headline {
  const { verdict, scenario, objective, atLeast, by } = report;
  const wanted = atLeast === null ? '' : `; at least ${levelText(by, atLeast)}`;
  return {
    tone: tones[verdict],
    verdict: words[verdict],
    reason: capacitySentence(report).replace(/\.$/, ''),
    lines: [`${scenario}: ${report.function}`, `Objective: ${objective.join(', ')}${wanted}`],
    facts: [sustainedFact(report), limitFact(report), ...adviceFacts(report)],
  };
}

function sustainedFact({ sustainable, by }: CapacityReport): Fact {
  if (!sustainable) return { label: 'Sustained', value: 'nothing', tone: 'bad' };
  const { level, rateHz, lowHz, highHz } = sustainable;
  const high = highHz === null ? 'nothing broke' : `${formatHz(lowHz)} to ${formatHz(highHz)}`;
  return {
    label: 'Sustained',
    value: levelText(by, level),
    note: by === 'rate' ? high : formatHz(rateHz),
  };
}

const limitNames: Record<CapacityReport['limit']['kind'], string> = {
  reservedConcurrency: 'reserved concurrency',
  accountConcurrency: 'account concurrency',
  requestRate: 'request rate',
  burst: 'burst rule',
  invocationRate: 'invocation rate',
  callerRate: "caller's rate",
  throughput: 'throughput',
  coldStarts: 'cold starts',
  latency: 'latency',
  errors: 'errors',
  generator: 'the generator',
  budget: 'the budget',
  maximum: 'none was met',
  unknown: 'not known',
};

const units = { concurrency: ' at once', perSecond: '/s', environmentsPerSecond: ' starts/s' };

/** The number first: a phone has no room for a long word in large letters. */
function limitFact({ limit: { kind, value, unit } }: CapacityReport): Fact {
  const name = limitNames[kind];
  if (value === null || unit === null) return { label: 'Limited by', value: name };
  const number = Number(value.toPrecision(4)).toLocaleString('en-US');
  return { label: 'Limited by', value: `${number}${units[unit]}`, note: name };
}

function adviceFacts({ recommendation, costPerMillionUsd }: CapacityReport): Fact[] {
  const facts: Fact[] = [];
  if (recommendation) {
    const { concurrency, needed, peak } = recommendation;
    const note = `${needed.toFixed(1)} busy on average, ${formatCount(peak)} at most`;
    facts.push({ label: 'To reserve', value: formatCount(concurrency), note });
  }
  if (costPerMillionUsd !== null) {
    facts.push({ label: 'A million cost', value: formatUsd(costPerMillionUsd), note: 'on demand' });
  }
  return facts;
}
