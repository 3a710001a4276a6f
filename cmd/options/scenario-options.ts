import { defined } from '../../core/base/defined.js';
import { invocationTypes, logTypes } from '../../core/invoke/client.js';
import { architectures } from '../../core/measure/cost.js';
import { payloadOrders } from '../../core/schedule/plan-spec.js';
import { flagText } from '../../scenarios/language/override-raw.js';
import { latePolicies } from '../../scenarios/language/scenario.js';
import { kindsWith, type StageFlag, stageFlags } from '../../scenarios/language/stage-keys.js';
import { type GivenBy, grouped, listOption } from './options.js';
import { trustOptions } from './trust-options.js';
import { whereOptions } from './where-options.js';

// Every value is text, so that the scenario's own rules read it, and yargs makes no NaN of it.

/** Which function, and where. */
export const targetOptions = grouped('Target', {
  function: listOption('Function: name, partial ARN or ARN; checkout:live carries its qualifier'),
  qualifier: listOption('Version or alias'),
  architecture: listOption('What it runs on, for its price; default: as its configuration says', {
    choices: architectures,
  }),
  stack: listOption(
    'Functions by their logical ids in it: a template, cdk.out, .serverless, or a deployed stack',
  ),
  region: listOption('AWS region'),
  profile: listOption('AWS profile'),
  'endpoint-url': listOption("Send to this URL instead of the region's endpoint"),
  ...trustOptions,
  local: { type: 'boolean', describe: 'Use the local section; --no-local sends to AWS' },
});

/** What is sent, but for which records of a recording: see `whereOptions`. */
export const payloadOptions = grouped('Payloads', {
  recording: listOption('Recording to replay'),
  files: listOption('Files, each one payload: events/*.json (quoted; repeatable)'),
  payload: listOption('One payload: its text, or @FILE (repeatable)'),
  order: listOption('Order of the payloads', { choices: payloadOrders }),
  set: listOption(
    'Set a value before sending: PATH=VALUE, with {{uuid}}, {{now}}, {{seq}} (repeatable)',
  ),
  'shift-time': listOption('Move timestamps in the payloads: now, or by +7d, -90m'),
  transform: listOption('JavaScript module that changes each payload (trusted code)'),
});

/** How each invocation is made. */
export const invocationOptions = grouped('Invocation', {
  'invocation-type': listOption('How to invoke', { alias: 'type', choices: invocationTypes }),
  'log-type': listOption('Tail returns the last 4 KB of the log', { choices: logTypes }),
  'client-context': listOption('Client context: JSON, or base64 of it'),
  'tenant-id': listOption('Tenant: blue, {{$.customer.id}} or {{tag:customer}}'),
  'durable-execution-name': listOption('Name of the durable execution: unique, or order-{{$.id}}'),
  trace: listOption('Share of the invocations that begin an X-Ray trace of their own: 10%'),
  stream: { type: 'boolean', describe: 'Stream the responses; --no-stream asks for whole ones' },
});

/** What becomes of events after they were accepted. */
export const followOptions = grouped('Invocation', {
  follow: {
    ...listOption('Follow events to their end: logs, destinations, deadLetters; default: all'),
    // Alone it means all of them.
    requiresArg: false,
  },
  'follow-until': listOption('How long after the last event; default: as the retries need'),
  'follow-sample': listOption('Share of the events that is followed: 10%'),
});

type Kebab<Key extends string> = Key extends `${infer First}${infer Rest}`
  ? `${First extends Uppercase<First> ? `-${Lowercase<First>}` : First}${Kebab<Rest>}`
  : Key;

/** The flags of a load of one stage: what each kind of load says of its keys. */
const stageOptions = Object.fromEntries(
  stageFlags.map((key) => {
    const keys = kindsWith(key).flatMap((kind) => kind.keys[key] ?? []);
    const flags = keys.flatMap(({ flag }) => flag ?? []);
    const describe = [...new Set(flags.map((flag) => flag.describe))].join('; ');
    const more = defined({ alias: flags[0]?.alias, choices: keys[0]?.choices });
    return [flagText(key).slice(2), listOption(describe, more)];
  }),
) as unknown as Readonly<Record<Kebab<StageFlag>, ReturnType<typeof listOption>>>;

/** How much, and when. */
export const loadOptions = grouped('Load', {
  ...stageOptions,
  phase: listOption('Where uniform arrivals begin, 0 to below 1 (default: drawn from the seed)'),
  stage: listOption('A stage as in a scenario: "rate: 20/s, for: 30s" (repeatable)'),
});

/** What must hold. */
export const verdictOptions = grouped('Verdict', {
  expect: listOption('What must hold: "p99 < 300ms" (repeatable; replaces those of the file)'),
});

/** What a run may take: of connections, of time, of money. */
export const limitOptions = grouped('Limits', {
  'max-in-flight': listOption('Drop arrivals while this many are in flight'),
  timeout: listOption('Time limit of an invocation, from its send to the end of the answer'),
  'connect-timeout': listOption('Time limit for opening a connection'),
  'stream-idle-timeout': listOption('How long a stream that has begun may bring nothing'),
  drain: listOption('How long to wait for answers at the end'),
  late: listOption('What to do with arrivals more than 100 ms late', { choices: latePolicies }),
  'max-invocations': listOption('Stop at this many invocations, with exit code 108'),
  'max-cost': listOption('Stop at this estimated cost in US dollars, with exit code 108'),
});

/** What the run is called, and what it draws from. */
export const identityOptions = grouped('Scenario', {
  name: listOption('What the report calls this run'),
  seed: listOption('Same seed, same arrival times and payload order'),
});

/** Which of several workloads. */
export const workloadOptions = grouped('Scenario', {
  workload: listOption('The workload that the flags are about, where there are several'),
});

/** The file before the flags. */
export const scenarioFile = {
  type: 'string',
  describe: 'Scenario file, - for standard input; without one, the flags describe the run',
} as const;

/** The flags that describe a run, or override what a scenario file says: one for each of its keys. */
export const scenarioOptions = {
  ...targetOptions,
  ...payloadOptions,
  ...whereOptions,
  ...invocationOptions,
  ...followOptions,
  ...loadOptions,
  ...verdictOptions,
  ...limitOptions,
  ...identityOptions,
  ...workloadOptions,
} as const;

/** A command's arguments for `CommandModule`, which adds the camel-cased names; at run time a flag given twice is a list. */
export type ScenarioArgs = GivenBy<typeof scenarioOptions>;
