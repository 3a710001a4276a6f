import type { Dimension, MissingData } from '../../../core/judge/metrics.js';
import type { NoData, Observed, SeenValue, VerdictNote } from '../../../core/judge/observed.js';
import {
  formatBytes,
  formatCount,
  formatHz,
  formatShare,
  formatUs,
  formatUsd,
} from '../../../core/quantity/format.js';
import { intervalText, pText } from './change.js';
import { durationKnownText } from './cost.js';
import { aliasChangedText, powerText, sharesText, shareText, weightsNote } from './versions.js';

/** What was seen of an expectation: `280 ms`, `12 of 3,250 (0.37%)`, `no data: nothing was sent`. */
export function observedText(observed: Observed): string {
  switch (observed.kind) {
    case 'noData':
      return `no data: ${noDataText(observed)}`;
    case 'value':
      return valueText(observed);
    case 'window':
      return windowText(observed);
    case 'notYet':
      return 'judged at the end, over every window';
    case 'share':
      return shareText(observed);
    case 'shares':
      return sharesText(observed.shares);
    case 'aliasChanged':
      return aliasChangedText(observed);
    case 'target':
      return `${observed.functionName}:${observed.qualifier} ${observedText(observed.observed)}`;
    case 'change':
      return changeObserved(observed);
    case 'worded':
      return observed.text;
  }
}

/** What else is worth saying of a verdict, a sentence without its period. */
export function noteText(note: VerdictNote): string {
  switch (note.kind) {
    case 'power':
      return powerText(note);
    case 'weights':
      return weightsNote(note);
    case 'aliasChanged':
      return aliasChangedText(note);
    case 'abortedRun':
      return `aborted the run at ${note.atS} s`;
    case 'worded':
      return note.text;
  }
}

const missingTexts: Record<MissingData | 'noSeconds' | 'noVersion', string> = {
  notServed: 'no invocation was served',
  notSent: 'nothing was sent',
  notPlanned: 'nothing was planned',
  noRate: 'nothing was sent at a rate that the plan asked for',
  notEnded: 'no invocation came to an end',
  noReport: 'no answer had a REPORT (see log: Tail)',
  noColdStart: 'no answer reported a cold start (see log: Tail)',
  notStreamed: 'no answer was streamed (see stream: true)',
  notFollowed: 'no event was followed (see --follow)',
  noSeconds: 'the seconds of the run are not at hand',
  noVersion: 'no answer named the version that ran',
};

function noDataText(data: NoData): string {
  switch (data.why) {
    case 'noSuchPart': {
      const names = Object.entries(data.scope).map(([kind, name]) => `${kind} "${name}"`);
      return names.length === 0 ? 'no such part' : `the run has no ${names.join(', ')}`;
    }
    case 'aliasNotRead':
      return `the alias ${data.qualifier} was not read`;
    case 'unreadable':
      return data.reason;
    default:
      return missingTexts[data.why];
  }
}

const values: Record<Dimension, (seen: SeenValue) => string> = {
  time: ({ value }) => formatUs(value),
  memory: ({ value, whole = 0 }) =>
    `${Number(value.toFixed(1))} MB of ${whole} MB (${formatShare(value, whole)})`,
  count: ({ value, whole = 0 }) =>
    `${formatCount(value)} of ${formatCount(whole)} (${formatShare(value, whole)})`,
  rate: rateSeenText,
  money: ({ value }) => formatUsd(value),
  attempts: ({ value }) => formatCount(value),
  bytes: ({ value }) => formatBytes(value),
  chunks: ({ value }) => formatCount(value),
  bandwidth: ({ value }) => `${formatBytes(value)}/s`,
};

/** Of a whole run the rate is of what was planned; of a window, of what was asked. */
function rateSeenText({ value, whole, askedHz, isByPlan }: SeenValue): string {
  if (whole === undefined) return formatHz(value);
  const of = askedHz === undefined ? 'asked' : 'planned';
  const seen = `${formatHz(value)} of ${formatHz(whole)} ${of} (${formatShare(value, whole)})`;
  if (askedHz === undefined || formatHz(askedHz) === formatHz(whole)) return seen;
  const why = isByPlan ? ', which alone misses the limit' : '';
  return `${seen}: of ${formatHz(askedHz)} asked the plan made ${formatHz(whole)}${why}`;
}

function valueText(seen: SeenValue): string {
  const { dimension, tooFew, knownOf, isOfAcceptance, undecided } = seen;
  const few = tooFew
    ? ` of ${formatCount(tooFew.samples)}: ${tooFew.metric} needs ${formatCount(tooFew.needed)}`
    : '';
  if (knownOf) return `at least ${values[dimension](seen)}: ${durationKnownText(knownOf)}`;
  const rest = undecided === undefined ? '' : `, with ${formatCount(undecided)} undecided`;
  return `${values[dimension](seen)}${few}${rest}${isOfAcceptance ? ' (of acceptance)' : ''}`;
}

function windowText(observed: Extract<Observed, { kind: 'window' }>): string {
  const { worst, isPass, fromS, toS, alike, judged } = observed;
  const tally = isPass ? `the worst of ${judged}` : `so in ${alike} of ${judged}`;
  const windows = judged === 1 ? 'window' : 'windows';
  return `${observedText(worst)} from ${fromS} to ${toS} s, ${tally} ${windows}`;
}

function changeObserved({ change, pValue }: Extract<Observed, { kind: 'change' }>): string {
  if (change.estimate === null) return 'no data';
  return `${intervalText(change)}, ${pText(pValue)}`;
}
