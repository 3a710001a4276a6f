import { exampleOption } from '../options/example.js';
import { type FleetArgs, fleetOptions } from '../options/fleet-options.js';
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
import {
  followOptions,
  identityOptions,
  invocationOptions,
  limitOptions,
  payloadOptions,
  targetOptions,
} from '../options/scenario-options.js';
import { whereOptions } from '../options/where-options.js';

/** What is looked for, and how. */
const searchOptions = {
  ...exampleOption,
  ...grouped('Objective', {
    slo: textOption(
      'What must hold: "p99 < 300ms, throttled == 0"; default: what the scenario expects',
    ),
    'at-least': textOption('Fail unless this is sustained: 200/s'),
  }),
  ...grouped('Search', {
    from: textOption('Tried first; default 10/s, or 1 in flight'),
    max: textOption('Nothing above it is tried; default 1000/s, or 1000 in flight'),
    by: {
      choices: ['rate', 'concurrency'] as const,
      default: 'rate' as const,
      describe: 'What is varied: the rate (open loop), or what is in flight (closed loop)',
    },
    precision: textOption('How near to each other the ends must come; default 5%'),
    step: textOption('How long each level is measured at least; default 10s'),
    'warm-up': textOption('Before that, at the same level, not judged; default 3s'),
    'cool-down': textOption('Silence after a step that broke; default 10s'),
    headroom: textOption('Room above the peak in what is recommended; default 20%'),
    resume: textOption('Take up a search that was cut off: the run of one of its steps, or last'),
  }),
} as const;

/** Everything that describes a run but its load and what is expected of it: the search decides those. */
const describedOptions = {
  ...targetOptions,
  ...payloadOptions,
  ...whereOptions,
  ...invocationOptions,
  ...followOptions,
  ...limitOptions,
  ...identityOptions,
  ...labelOptions,
} as const;

const outputOptions = {
  ...grouped('Output', {
    out: listOption(
      'Also write the search: html=FILE, json=FILE, markdown=FILE, text=FILE, - for standard output (repeatable)',
    ),
    open: flagOption('Open the page in a browser'),
  }),
  ...watchedOptions,
} as const;

/** The flags of `reprise capacity`. */
export const capacityOptions = {
  ...searchOptions,
  ...describedOptions,
  ...dbOption,
  ...outputOptions,
  ...fleetOptions,
} as const;

/** The command line of `reprise capacity`; at run time a flag given twice is a list. */
export type CapacityArgs = FleetArgs &
  GivenBy<typeof describedOptions> &
  GivenBy<typeof outputOptions> &
  Omit<GivenBy<typeof searchOptions>, 'by'> & {
    scenario: string | undefined;
    by: 'rate' | 'concurrency';
    db: string;
  };
