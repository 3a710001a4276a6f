import type { AnyLoad } from '../../core/schedule/loads/index.js';
import type { ScenarioFlags } from './flags.js';
import { type FlagOrigin, flagText, isMapping, type RawMapping } from './override-raw.js';
import type { ScenarioProblem } from './problems.js';
import { kindKeys, kindMeant, type StageFlag, stageFlags, stageKeys } from './stage-keys.js';
import { yaml } from './yaml-library.js';

/** The flags that say what kind of load it is. */
const kindFlags = stageFlags.filter((flag) => kindKeys.includes(flag));

/** A load that the flags describe; `origins` have paths that start at the load. */
export interface LoadOverride {
  load: unknown;
  origins: FlagOrigin[];
  problems: ScenarioProblem[];
}

/**
 * The load after the flags; undefined when they say nothing about it.
 *
 * With a kind of load (`--rate`, `--concurrency`, `--recorded`) or with `--stage` they replace a
 * load of several stages. A load of one stage keeps what they do not say.
 */
export function overrideLoad(load: unknown, flags: ScenarioFlags): LoadOverride | undefined {
  const given = stageFlags.filter((flag) => flags[flag] !== undefined);
  const written = [flags.stage ?? []].flat();
  if (written.length > 0) return fromStageFlag(written, given, load);
  if (given.length === 0) return undefined;
  const stages = Array.isArray(load) ? load : [];
  const hasKind = given.some((flag) => kindFlags.includes(flag));
  if (stages.length > 1 && !hasKind)
    return {
      load: stages,
      origins: [],
      problems: given.map((flag) => severalStages(flag, stages.length)),
    };
  return oneStage(stages.length === 1 ? stages[0] : undefined, given, flags);
}

function severalStages(flag: StageFlag, count: number): ScenarioProblem {
  return {
    flag: flagText(flag),
    message: `the scenario's load has ${count} stages`,
    hint: 'Add --rate, --concurrency or --recorded to replace them all by one, or write --stage.',
  };
}

function oneStage(
  original: unknown,
  given: readonly StageFlag[],
  flags: ScenarioFlags,
): LoadOverride {
  const stage: RawMapping = isMapping(original) ? { ...original } : {};
  const kind = given.find((flag) => kindFlags.includes(flag));
  if (kind !== undefined) leaveKeysOf(kindMeant(kind, String(flags[kind])), stage);
  const origins: FlagOrigin[] = [];
  for (const flag of given) {
    stage[flag] = flags[flag];
    origins.push({ path: [0, flag], flag: flagText(flag) });
  }
  // What is wrong with the stage as a whole is the doing of the flag that made it.
  origins.push({ path: [0], flag: flagText(kind ?? given[0] ?? 'rate') });
  return { load: [stage], origins, problems: [] };
}

/** A stage to which a flag gives a kind of load loses what that kind does not take, and its name. */
function leaveKeysOf({ keys }: AnyLoad, stage: RawMapping): void {
  for (const key of stageKeys) if (!(key in keys)) delete stage[key];
  delete stage.name;
}

/** `--stage 'rate: 20/s, for: 30s'`: a stage in the scenario's own notation, braces or not. */
function fromStageFlag(
  texts: readonly string[],
  given: readonly StageFlag[],
  original: unknown,
): LoadOverride {
  const problems = given.map((flag) => ({
    flag: flagText(flag),
    message: 'this cannot stand beside --stage',
    hint: `Write it into the stage: --stage "…, ${flag}: …".`,
  }));
  const load: unknown[] = [];
  const unread: ScenarioProblem[] = [];
  for (const text of texts) {
    const stage = readStage(text);
    if (stage === undefined) {
      unread.push({
        flag: '--stage',
        message: `"${text}" is not a stage`,
        hint: 'Write it as in a scenario: --stage "rate: 20/s, for: 30s".',
      });
    } else {
      load.push(stage);
    }
  }
  if (unread.length > 0) return { load: original, origins: [], problems: [...problems, ...unread] };
  return { load, origins: [{ path: [], flag: '--stage' }], problems };
}

function readStage(text: string): RawMapping | undefined {
  const flow = text.trim().startsWith('{') ? text : `{ ${text} }`;
  try {
    const stage: unknown = yaml().parse(flow);
    return isMapping(stage) ? stage : undefined;
  } catch {
    return undefined;
  }
}
