import { dbOption, lastGiven } from '../options/options.js';
import { scenarioOptions } from '../options/scenario-options.js';

const repeatable = (group: string, describe: string) =>
  ({ type: 'string', requiresArg: true, group: `${group}:`, describe }) as const;

/** Makes sense once; the last one given counts. */
const text = (group: string, describe: string) =>
  ({ ...repeatable(group, describe), coerce: lastGiven }) as const;

const { recording, files, payload, order, region, profile, seed, name } = scenarioOptions;
const { timeout, drain } = scenarioOptions;

/** The flags of `reprise compare`. */
export const compareOptions = {
  scenario: {
    ...text('Payloads', 'Take payloads, limits, seed and the local section from this scenario'),
    alias: 'local',
  },
  ...{ recording, files, payload, order },
  pairs: text('Load', 'Payloads sent to each side; default 4000'),
  for: text('Load', 'Instead of --pairs: how long'),
  rate: text('Load', 'Invocations per second over all sides; default 50/s'),
  again: {
    type: 'boolean',
    default: false,
    group: 'Load:',
    describe: 'Send to old twice, to learn what differs by itself',
  },
  control: text(
    'Load',
    "Send to this version too: the same code as old's, with a pool of its own, whose difference from old is noise",
  ),
  'max-slowdown': text('Verdict', 'Accepted slowdown; default 10%'),
  'max-error-increase': text(
    'Verdict',
    'Accepted rise of errors and changed responses; default 0.1%',
  ),
  alpha: text('Verdict', 'Chance of a false alarm over all metrics; default 0.05'),
  'environment-spread': text(
    'Verdict',
    'How unlike execution environments may be in speed, where that cannot be measured; default 20%, or that of the local Lambda',
  ),
  metric: repeatable(
    'Verdict',
    'What decides: latency, p50, p90, p99, errors, responses; default all',
  ),
  ignore: repeatable(
    'Verdict',
    'Path in the responses that does not count: $.meta, **.requestId (repeatable)',
  ),
  runs: {
    type: 'boolean',
    default: false,
    group: 'Verdict:',
    describe: 'Both are names of runs, even where they could be functions',
  },
  ...{ region, profile, 'endpoint-url': scenarioOptions['endpoint-url'] },
  'max-in-flight': scenarioOptions['max-in-flight'],
  'max-invocations': scenarioOptions['max-invocations'],
  'max-cost': scenarioOptions['max-cost'],
  ...{ timeout, drain, seed, name },
  ...dbOption,
  out: repeatable(
    'Output',
    'Also write the comparison: html=FILE, json=FILE, text=FILE, - for standard output (repeatable)',
  ),
  open: {
    type: 'boolean',
    default: false,
    group: 'Output:',
    describe: 'Open its page in a browser',
  },
  quiet: {
    type: 'boolean',
    default: false,
    alias: 'q',
    group: 'Output:',
    describe: 'No live view',
  },
  yes: {
    type: 'boolean',
    default: false,
    alias: 'y',
    group: 'Output:',
    describe: 'Send to AWS without asking',
  },
} as const;

type TextFlag =
  | (
      | 'scenario'
      | 'recording'
      | 'files'
      | 'payload'
      | 'order'
      | 'pairs'
      | 'for'
      | 'rate'
      | 'control'
    )
  | ('max-slowdown' | 'max-error-increase' | 'alpha' | 'metric' | 'ignore' | 'out')
  | 'environment-spread'
  | ('region' | 'profile' | 'endpoint-url' | 'max-in-flight' | 'max-invocations' | 'max-cost')
  | ('timeout' | 'drain' | 'seed' | 'name');

/** The command line of `reprise compare`; at run time a flag given twice is a list. */
export type CompareArgs = {
  [K in TextFlag]: string | undefined;
} & {
  old: string;
  new: string | undefined;
  again: boolean;
  runs: boolean;
  open: boolean;
  quiet: boolean;
  yes: boolean;
  db: string;
};
