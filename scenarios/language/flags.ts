import { stageFlags } from './stage-keys.js';
import type { WhereFlags } from './where-flags.js';

/** The flags that describe a run and have a value, as yargs names them for a handler. */
export const scenarioTextFlags = [
  'function',
  'qualifier',
  'architecture',
  'region',
  'profile',
  'endpointUrl',
  'caBundle',
  'stack',
  'recording',
  'files',
  'payload',
  'order',
  'set',
  'shiftTime',
  'transform',
  'invocationType',
  'logType',
  'clientContext',
  'tenantId',
  'durableExecutionName',
  'trace',
  'follow',
  'followUntil',
  'followSample',
  ...stageFlags,
  'phase',
  'stage',
  'expect',
  'maxInFlight',
  'timeout',
  'connectTimeout',
  'streamIdleTimeout',
  'drain',
  'late',
  'maxInvocations',
  'maxCost',
  'name',
  'seed',
  'workload',
] as const;

/** A flag that describes a run, `maxInFlight` for `--max-in-flight`. */
export type FlagName = (typeof scenarioTextFlags)[number] | keyof WhereFlags | BooleanFlag;

/** The flags that have no value of their own. */
export type BooleanFlag = 'local' | 'unique' | 'stream' | 'verifySsl';

/** What the command line says of a scenario: a flag given twice is a list. */
export type ScenarioFlags = {
  [K in Exclude<FlagName, BooleanFlag>]?: string | string[] | undefined;
} & {
  [K in BooleanFlag]?: boolean | undefined;
};
