import type {
  ThrottlingCause,
  ThrottlingFinding,
} from '../../../core/judge/concurrency/findings.js';
import { shortName } from '../../../core/judge/concurrency/load.js';
import { formatCount, formatHz, formatSeconds } from '../../../core/quantity/format.js';

/** Which limit throttled and where it began, and what follows: each a whole sentence. */
export function throttlingSentences(finding: ThrottlingFinding): string[] {
  const { cause } = finding;
  const beginning = beginningText(finding);
  switch (cause.kind) {
    case 'concurrency':
      return concurrencySentences(finding, cause);
    case 'requestRate':
      return requestRateSentences(finding, cause);
    case 'scalingRate':
      return [
        `${beginning}, by the scaling rate, where it should be: ${scalingRule(cause)}, and what ran at once grew by ${formatHz(cause.growthHz)}.`,
        'A slower ramp stays below it, and provisioned concurrency is there at once.',
      ];
    case 'someRate':
      return [`${beginning}, by a limit on a rate. ${undecidedText(cause)}.`];
    case 'callerRate':
      return [
        `${beginning}, by the account’s rate of calls to the Lambda API, for which AWS names no number: this run sent ${formatHz(cause.sentHz)} then.`,
      ];
    case 'snapshots':
      return [`${beginning}, by SnapStart: it was creating as many snapshots as it may.`];
    case 'unknown':
      return [
        `${beginning}, by a limit that is not known (${finding.reason}): ${inFlightText(finding)}.`,
      ];
  }
}

type CauseOf<K extends ThrottlingCause['kind']> = Extract<ThrottlingCause, { kind: K }>;

function concurrencySentences(finding: ThrottlingFinding, cause: CauseOf<'concurrency'>): string[] {
  const { limit, limitValue, place } = finding;
  if (limit === 'reserved' && limitValue === 0) {
    const names = namesOf(finding.functions);
    return [`The reserved concurrency of ${names} is 0: Lambda throttles every invocation of it.`];
  }
  const name = limitName(finding, cause);
  const where = {
    atLimit: `at ${name}, where it should be`,
    below: `below ${name}`,
    above: `above ${name}`,
    unknown: `by ${name}, which is not known`,
  }[place];
  const sentence = `${beginningText(finding)}, ${where}: ${inFlightText(finding)}.`;
  return [sentence, ...consequences(finding, cause)];
}

/** `the account’s unreserved concurrency of 100 and 5 provisioned` */
function limitName(
  { limit, limitValue }: ThrottlingFinding,
  { provisioned }: CauseOf<'concurrency'>,
): string {
  const value = limitValue === null ? '' : ` of ${formatCount(limitValue)}`;
  if (limit === 'reserved') return `its reserved concurrency${value}`;
  const more = provisioned === 0 ? '' : ` and ${formatCount(provisioned)} provisioned`;
  return `the account’s unreserved concurrency${value}${more}`;
}

/** What follows of where it began: who is starved, or who held the rest. */
function consequences(finding: ThrottlingFinding, cause: CauseOf<'concurrency'>): string[] {
  const { place, limit } = finding;
  if (place === 'below') return [rivals(finding, cause)];
  if (place === 'above') {
    return [
      cause.isNetworkKnown
        ? 'The rest was being refused, or is the spread of the measurement.'
        : 'The rest was on the network or being refused; log: Tail tells how much.',
    ];
  }
  if (cause.isSetMeanwhile) {
    const names = namesOf(finding.functions);
    return [`${names} had no reserved concurrency when it was read: it was set meanwhile.`];
  }
  if (limit === 'reserved' || place === 'unknown') return [];
  return [
    'This run took all of it: every function of the account without reserved concurrency was starved meanwhile.',
  ];
}

/** Who held what was not left for this run. */
function rivals(
  { limit, limitValue, functions }: ThrottlingFinding,
  { provisioned, left }: CauseOf<'concurrency'>,
): string {
  const rest = formatCount((limitValue ?? 0) + provisioned - left);
  const names = namesOf(functions);
  const only = `Only about ${formatCount(left)} were left for`;
  return limit === 'unreserved'
    ? `${only} ${names}: other functions of the account held the other ${rest}. Reserved concurrency would keep its share.`
    : `${only} this run: others invoked ${names} too, or provisioned concurrency of another version or alias held the other ${rest}.`;
}

function requestRateSentences(
  finding: ThrottlingFinding,
  { of, concurrency, requestsPerConcurrency, admittedHz }: CauseOf<'requestRate'>,
): string[] {
  const whose = of === 'account' ? 'the account’s' : 'its reserved';
  const units = `${whose} concurrency of ${formatCount(concurrency)}`;
  const ruleHz = formatHz(concurrency * requestsPerConcurrency);
  const sum = `${requestsPerConcurrency} requests a second for each unit of ${units} are ${ruleHz}`;
  return [
    `${beginningText(finding)}, by the request-rate rule, where it should be: ${sum}, and ${formatHz(admittedHz)} were admitted.`,
    'Invocations shorter than 100 ms meet this rule before they meet the concurrency: only more concurrency raises it.',
  ];
}

function undecidedText(cause: CauseOf<'someRate'>): string {
  if (cause.why === 'tooShort') {
    return 'It was too short to tell the request-rate rule from the scaling rate';
  }
  const grew = `${formatHz(cause.admittedHz)} were admitted, and what ran at once grew by ${formatHz(cause.growthHz)}`;
  return `Neither the request-rate rule nor the scaling rate (${scalingRule(cause)}) explains it: ${grew}`;
}

function scalingRule({ environments, perS }: { environments: number; perS: number }): string {
  return `a function may add ${formatCount(environments)} environments every ${formatSeconds(perS)}`;
}

/** `checkout was throttled from 1.2s on` */
function beginningText({ functions, firstS }: ThrottlingFinding): string {
  const verb = functions.length === 1 ? 'was' : 'were';
  const from = formatSeconds(Number(firstS.toPrecision(2)));
  return `${namesOf(functions)} ${verb} throttled from ${from} on`;
}

/** `at most 16 in flight in its first second, refused ones too, and 10 running while it lasted` */
function inFlightText({ inFlight, isSampled, throughout }: ThrottlingFinding): string {
  const count = formatCount(inFlight);
  const first = isSampled
    ? `about ${count} in flight after its first second`
    : `at most ${count} in flight in its first second, refused ones too`;
  if (!throughout) return first;
  const { running } = throughout;
  const held = running < 10 ? String(Number(running.toPrecision(2))) : formatCount(running);
  return `${first}, and ${held} running while it lasted`;
}

/** `checkout`, `checkout and search`, `checkout and 3 others` */
function namesOf(functions: readonly string[]): string {
  const [first = '', second = ''] = functions.map(shortName);
  if (functions.length < 2) return first;
  const others = functions.length === 2 ? second : `${functions.length - 1} others`;
  return `${first} and ${others}`;
}
