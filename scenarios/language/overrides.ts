import { parseFunctionReference } from '../../core/invoke/function-name.js';
import { suggestion } from './did-you-mean.js';
import { type BooleanFlag, type ScenarioFlags, scenarioTextFlags } from './flags.js';
import { overrideLoad } from './override-load.js';
import { overridePayloads } from './override-payloads.js';
import {
  type FlagOrigin,
  flagText,
  isMapping,
  type RawMapping,
  rawAt,
  setRawAt,
} from './override-raw.js';
import type { ScenarioProblem } from './problems.js';
import { repeatableWhere, type WhereFlags, whereKeys } from './where-flags.js';

/** A scenario as it was written, with the flags' values in their places. */
export interface Overridden {
  raw: unknown;
  /** The most telling first: a problem is the doing of the first origin that holds its path. */
  origins: FlagOrigin[];
  /** What is wrong with the flags themselves: given twice, or about no workload in particular. */
  problems: ScenarioProblem[];
}

type TextFlag = Exclude<keyof ScenarioFlags, BooleanFlag>;

/** Flags about the run, and where their value belongs. */
const runFlags: [TextFlag, readonly string[]][] = [
  ['name', ['name']],
  ['seed', ['seed']],
  ['region', ['target', 'region']],
  ['profile', ['target', 'profile']],
  ['endpointUrl', ['target', 'endpoint']],
  ['maxInFlight', ['limits', 'maxInFlight']],
  ['timeout', ['limits', 'timeout']],
  ['connectTimeout', ['limits', 'connectTimeout']],
  ['streamIdleTimeout', ['limits', 'streamIdleTimeout']],
  ['drain', ['limits', 'drain']],
  ['late', ['limits', 'late']],
  ['maxInvocations', ['limits', 'maxInvocations']],
  ['maxCost', ['limits', 'maxCost']],
];

/** Flags about one workload, and where their value belongs in it. */
const workloadFlags: [TextFlag, readonly string[]][] = [
  ['function', ['target', 'function']],
  ['qualifier', ['target', 'qualifier']],
  ['architecture', ['target', 'architecture']],
  ['invocationType', ['invoke', 'type']],
  ['logType', ['invoke', 'log']],
  ['clientContext', ['invoke', 'clientContext']],
  ['tenantId', ['invoke', 'tenantId']],
  ['durableExecutionName', ['invoke', 'durableExecutionName']],
  ['trace', ['invoke', 'trace']],
  ['phase', ['phase']],
];

const repeatable: readonly string[] = [
  'files',
  'payload',
  'set',
  'stage',
  'expect',
  ...repeatableWhere,
];
const aboutTheRun: readonly string[] = [
  ...runFlags.map(([flag]) => flag),
  'expect',
  'workload',
  'local',
  'caBundle',
  'stack',
];
const textFlags: readonly TextFlag[] = [
  ...scenarioTextFlags,
  ...(Object.keys(whereKeys) as (keyof WhereFlags)[]).filter((flag) => flag !== 'unique'),
];

/**
 * Writes the flags over a scenario as its user wrote it (`{}` for none) and gives the same shape
 * back, so that both are validated by the same rules. `raw` itself stays as it is. Paths in flags
 * start at `workingDir`.
 */
export function applyOverrides(raw: unknown, flags: ScenarioFlags, workingDir: string): Overridden {
  if (!isMapping(raw)) return { raw, origins: [], problems: [] };
  const { single, problems } = withoutRepeats(flags);
  const result: Result = { raw: structuredClone(raw), origins: [], problems };
  if (single.local === false) delete result.raw.local;
  for (const [flag, at] of runFlags) write(result, single, flag, at);
  if (single.expect !== undefined) put(result, ['expect'], [single.expect].flat(), 'expect');
  const base = workloadPath(result, single);
  if (base !== undefined) overrideWorkload(result, base, single, workingDir);
  return result;
}

interface Result extends Overridden {
  raw: RawMapping;
}

function withoutRepeats(flags: ScenarioFlags): {
  single: ScenarioFlags;
  problems: ScenarioProblem[];
} {
  const single: ScenarioFlags = {
    ...{ local: flags.local, unique: flags.unique, stream: flags.stream },
    verifySsl: flags.verifySsl,
  };
  const problems: ScenarioProblem[] = [];
  for (const flag of textFlags) {
    const value = flags[flag];
    if (!Array.isArray(value) || repeatable.includes(flag)) single[flag] = value;
    else problems.push({ flag: flagText(flag), message: 'this is given twice', hint: 'Keep one.' });
  }
  return { single, problems };
}

function write(result: Result, flags: ScenarioFlags, flag: TextFlag, at: readonly string[]): void {
  if (flags[flag] !== undefined) put(result, at, flags[flag], flag);
}

function put(result: Result, at: readonly string[], value: unknown, flag: string): void {
  setRawAt(result.raw, at, value);
  result.origins.push({ path: at, flag: flagText(flag) });
}

/** Where the workload is that the flags are about: `[]` for a scenario without `workloads`. */
function workloadPath(result: Result, flags: ScenarioFlags): string[] | undefined {
  const names = isMapping(result.raw.workloads) ? Object.keys(result.raw.workloads) : [];
  const asked = flags.workload === undefined ? undefined : String(flags.workload);
  if (asked !== undefined && !names.includes(asked)) {
    const hint =
      names.length === 0
        ? 'Leave it out; this scenario has no `workloads`.'
        : suggestion(asked, names);
    result.problems.push({ flag: '--workload', message: `there is no workload "${asked}"`, hint });
    return undefined;
  }
  const only = asked ?? (names.length === 1 ? names[0] : undefined);
  if (only !== undefined) return ['workloads', only];
  if (names.length === 0) return [];
  result.problems.push(...aboutNoneInParticular(flags, names));
  return undefined;
}

function aboutNoneInParticular(flags: ScenarioFlags, names: readonly string[]): ScenarioProblem[] {
  return [...textFlags, 'unique' as const, 'stream' as const]
    .filter((flag) => flags[flag] !== undefined && !aboutTheRun.includes(flag))
    .map((flag) => ({
      flag: flagText(flag),
      message: `the scenario has ${names.length} workloads`,
      hint: `Say which is meant: --workload ${names[0]}.`,
    }));
}

function overrideWorkload(
  result: Result,
  base: readonly string[],
  flags: ScenarioFlags,
  workingDir: string,
): void {
  const qualifierPath = [...base, 'target', 'qualifier'];
  if (carriesQualifier(flags.function)) setRawAt(result.raw, qualifierPath, undefined);
  for (const [flag, at] of workloadFlags) write(result, flags, flag, [...base, ...at]);
  overrideFollow(result, base, flags);
  const { stream } = flags;
  if (stream !== undefined) put(result, [...base, 'invoke', 'stream'], stream, 'stream');
  const payloads = overridePayloads(inherited(result.raw, base, 'payloads'), flags, workingDir);
  if (payloads !== undefined) merge(result, [...base, 'payloads'], payloads.payloads, payloads);
  const load = overrideLoad(inherited(result.raw, base, 'load'), flags);
  if (load !== undefined) merge(result, [...base, 'load'], load.load, load);
}

const followFlags: [TextFlag, string][] = [
  ['follow', 'from'],
  ['followUntil', 'until'],
  ['followSample', 'sample'],
];

/** What is written short, `follow: true` or `follow: logs`, is written out, so that flags go beside it. */
function overrideFollow(result: Result, base: readonly string[], flags: ScenarioFlags): void {
  const given = followFlags.filter(([flag]) => flags[flag] !== undefined);
  if (given.length === 0) return;
  const written =
    rawAt(result.raw, [...base, 'invoke', 'follow']) ?? rawAt(result.raw, ['invoke', 'follow']);
  const short = written === undefined || typeof written === 'boolean' ? {} : { from: written };
  const at = [...base, 'invoke', 'follow'];
  setRawAt(result.raw, at, isMapping(written) ? { ...written } : short);
  for (const [flag, key] of given) write(result, flags, flag, [...at, key]);
  // What is wrong with following at all is the doing of the flag too.
  result.origins.push({ path: at, flag: flagText(given[0]?.[0] ?? 'follow') });
}

/** `--function checkout:12` leaves nothing of the scenario's own qualifier. */
function carriesQualifier(functionText: unknown): boolean {
  return (
    typeof functionText === 'string' &&
    parseFunctionReference(functionText)?.qualifier !== undefined
  );
}

/** A workload's own section, else the one it takes from the top level. */
function inherited(raw: RawMapping, base: readonly string[], section: string): unknown {
  return rawAt(raw, [...base, section]) ?? raw[section];
}

function merge(
  result: Result,
  at: readonly string[],
  value: unknown,
  { origins, problems }: { origins: FlagOrigin[]; problems: ScenarioProblem[] },
): void {
  setRawAt(result.raw, at, value);
  result.problems.push(...problems);
  for (const { path, flag } of origins) result.origins.push({ path: [...at, ...path], flag });
}
