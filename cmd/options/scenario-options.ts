import type { Options } from 'yargs';
import { defined } from '../../core/base/defined.js';
import { invocationTypes, logTypes } from '../../core/invoke/client.js';
import { payloadOrders } from '../../core/schedule/plan-spec.js';
import type { BooleanFlag } from '../../scenarios/language/flags.js';
import { flagText } from '../../scenarios/language/override-raw.js';
import { latePolicies } from '../../scenarios/language/scenario.js';
import { kindsWith, type StageFlag, stageFlags } from '../../scenarios/language/stage-keys.js';
import { whereOptions } from './where-options.js';

/** A flag for yargs whose value is text. */
export interface TextOption {
  readonly type: 'string';
  readonly requiresArg: true;
  readonly group: string;
  readonly describe: string;
  readonly alias?: string;
  readonly choices?: readonly string[];
}

/** Every value is text, so that the scenario's own rules read it, and yargs makes no NaN of it. */
function option(
  group: string,
  describe: string,
  more: { alias?: string; choices?: readonly string[] } = {},
): TextOption {
  return { type: 'string', requiresArg: true, group: `${group}:`, describe, ...more };
}

type Kebab<Key extends string> = Key extends `${infer First}${infer Rest}`
  ? `${First extends Uppercase<First> ? `-${Lowercase<First>}` : First}${Kebab<Rest>}`
  : Key;

/** The flags of a load of one stage: what each kind of load says of its keys. */
export const loadOptions = Object.fromEntries(
  stageFlags.map((key) => {
    const keys = kindsWith(key).flatMap((kind) => kind.keys[key] ?? []);
    const flags = keys.flatMap(({ flag }) => flag ?? []);
    const describe = [...new Set(flags.map((flag) => flag.describe))].join('; ');
    const more = defined({ alias: flags[0]?.alias, choices: keys[0]?.choices });
    return [flagText(key).slice(2), option('Load', describe, more)];
  }),
) as unknown as Readonly<Record<Kebab<StageFlag>, TextOption>>;

/**
 * The flags that describe a run, or override what a scenario file says: one for each of its keys.
 * Flags that may be repeated are not yargs arrays, which would swallow the file's name after them.
 */
export const scenarioOptions = {
  function: option(
    'Target',
    'Function: name, partial ARN or ARN; checkout:live carries its qualifier',
  ),
  qualifier: option('Target', 'Version or alias'),
  region: option('Target', 'AWS region'),
  profile: option('Target', 'AWS profile'),
  'endpoint-url': option('Target', "Send here instead of to the region's endpoint"),
  local: {
    type: 'boolean',
    group: 'Target:',
    describe: 'Use the local section; --no-local sends to AWS',
  },
  recording: option('Payloads', 'Recording to replay'),
  files: option('Payloads', 'Files, each one payload: events/*.json (quoted; repeatable)'),
  payload: option('Payloads', 'One payload: its text, or @FILE (repeatable)'),
  order: option('Payloads', 'Order of the payloads', { choices: payloadOrders }),
  ...whereOptions,
  set: option(
    'Payloads',
    'Set a value before sending: PATH=VALUE, with {{uuid}}, {{now}}, {{seq}} (repeatable)',
  ),
  'shift-time': option('Payloads', 'Move time stamps in the payloads: now, or by +7d, -90m'),
  transform: option('Payloads', 'JavaScript module that changes each payload (trusted code)'),
  'invocation-type': option('Invocation', 'How to invoke', {
    alias: 'type',
    choices: invocationTypes,
  }),
  'log-type': option('Invocation', 'Tail asks for the end of the log', { choices: logTypes }),
  'client-context': option('Invocation', 'Client context: JSON, or base64 of it'),
  ...loadOptions,
  phase: option('Load', 'Where uniform arrivals begin, 0 to below 1 (default: of the seed)'),
  stage: option('Load', 'A stage as in a scenario: "rate: 20/s, for: 30s" (repeatable)'),
  expect: option(
    'Verdict',
    'What must hold: "p99 < 300ms" (repeatable; replaces those of the file)',
  ),
  'max-in-flight': option('Limits', 'Drop arrivals beyond so many in flight'),
  timeout: option('Limits', 'From the send to the end of the answer'),
  'connect-timeout': option('Limits', 'To open a connection'),
  drain: option('Limits', 'How long answers are awaited at the end'),
  late: option('Limits', 'Arrivals over 100 ms late: send them, or drop them', {
    choices: latePolicies,
  }),
  'max-invocations': option('Limits', 'Stop at so many invocations, with exit code 108'),
  'max-cost': option('Limits', 'Stop at this estimated cost in US dollars, with exit code 108'),
  name: option('Scenario', 'What the report calls this run'),
  seed: option('Scenario', 'Same seed, same arrival times and payload order'),
  workload: option('Scenario', 'The workload that the flags are about, where there are several'),
} as const satisfies Record<string, Options>;

/** A command's arguments for `CommandModule`, which adds the camel-cased names; at run time a flag given twice is a list. */
export type ScenarioArgs = {
  [K in keyof typeof scenarioOptions]: K extends BooleanFlag
    ? boolean | undefined
    : string | undefined;
};
