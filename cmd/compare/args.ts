import { exampleOption } from '../options/example.js';
import { fleetOptions } from '../options/fleet-options.js';
import { labelOptions } from '../options/label-options.js';
import {
  dbOption,
  flagOption,
  type GivenBy,
  grouped,
  listOption,
  textOption,
  watchedOptions,
} from '../options/options.js';
import { followOptions, scenarioOptions } from '../options/scenario-options.js';
import { toleranceOptions } from '../options/tolerance-options.js';

const { recording, files, payload, order, region, profile, seed, name } = scenarioOptions;
const { timeout, drain, stream } = scenarioOptions;

const ownOptions = {
  ...grouped('Payloads', {
    scenario: textOption('Take payloads, limits, seed and the local section from this scenario', {
      alias: 'local',
    }),
  }),
  ...grouped('Payloads', exampleOption),
  ...{ recording, files, payload, order, stream },
  ...{ 'invocation-type': scenarioOptions['invocation-type'], ...followOptions },
  ...grouped('Load', {
    pairs: textOption('Payloads sent to each side; default 4000'),
    for: textOption('Instead of --pairs: how long'),
    rate: textOption('Invocations per second over all sides; default 50/s'),
    again: flagOption('Send to old twice, to learn what differs by itself'),
    control: textOption(
      "Send to this version too: the same code as old's, with a pool of its own, whose difference from old is noise",
    ),
  }),
  ...toleranceOptions,
  ...grouped('Verdict', {
    'environment-spread': textOption(
      'How unlike execution environments may be in speed, where that cannot be measured; default 20%, or that of the local Lambda',
    ),
    ignore: listOption(
      'Path in the responses that does not count: $.meta, **.requestId (repeatable; see docs/paths.md)',
    ),
    runs: flagOption('Both are names of runs, even where they could be functions'),
  }),
  architecture: scenarioOptions.architecture,
  ...{ region, profile, 'endpoint-url': scenarioOptions['endpoint-url'] },
  stack: scenarioOptions.stack,
  'ca-bundle': scenarioOptions['ca-bundle'],
  'verify-ssl': scenarioOptions['verify-ssl'],
  'max-in-flight': scenarioOptions['max-in-flight'],
  'max-invocations': scenarioOptions['max-invocations'],
  'max-cost': scenarioOptions['max-cost'],
  ...{ timeout, drain, seed, name },
  ...labelOptions,
  ...fleetOptions,
} as const;

const outputOptions = {
  ...grouped('Output', {
    out: listOption(
      'Also write the comparison: html=FILE, json=FILE, markdown=FILE, text=FILE, - for standard output (repeatable)',
    ),
    open: flagOption('Open its page in a browser'),
  }),
  ...watchedOptions,
} as const;

/** The flags of `reprise compare`. */
export const compareOptions = { ...ownOptions, ...dbOption, ...outputOptions } as const;

/** The command line of `reprise compare`; at run time a flag given twice is a list. */
export type CompareArgs = GivenBy<typeof ownOptions> &
  GivenBy<typeof outputOptions> & { old: string; new: string | undefined; db: string };
