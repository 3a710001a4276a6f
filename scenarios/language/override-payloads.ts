import path from 'node:path';
import type { ScenarioFlags } from './flags.js';
import { type FlagOrigin, flagText, isMapping, type RawMapping } from './override-raw.js';
import { overrideTransform } from './override-transform.js';
import type { ScenarioProblem } from './problems.js';
import { whereKeys, whereSection } from './where-flags.js';

const sources = ['recording', 'files', 'inline'] as const;

/** Payloads that the flags describe; `origins` have paths that start at the payloads. */
export interface PayloadsOverride {
  payloads: RawMapping;
  origins: FlagOrigin[];
  problems: ScenarioProblem[];
}

/**
 * The payloads after the flags; undefined when they say nothing about them. A source among the flags
 * replaces the scenario's, whatever its kind; its order stays. Paths start at `workingDir`.
 */
export function overridePayloads(
  original: unknown,
  flags: ScenarioFlags,
  workingDir: string,
): PayloadsOverride | undefined {
  const given = sourcesOf(flags, workingDir);
  const where = whereSection(flags);
  const { order, set, shiftTime, transform } = flags;
  const others = [order, set, shiftTime, transform, ...Object.values(where)];
  if (given.length === 0 && others.every((flag) => flag === undefined)) return undefined;
  const payloads: RawMapping = isMapping(original) ? { ...original } : {};
  if (given.length > 0) for (const key of sources) delete payloads[key];
  const origins: FlagOrigin[] = [];
  const [first] = given;
  if (first !== undefined) {
    payloads[first.key] = first.value;
    if (first.key !== 'recording') delete payloads.where;
    origins.push({ path: [first.key], flag: first.flag });
  }
  if (flags.order !== undefined) {
    payloads.order = flags.order;
    origins.push({ path: ['order'], flag: '--order' });
  }
  overrideWhere(payloads, where, origins);
  overrideTransform(payloads, flags, workingDir, origins);
  origins.push({ path: [], flag: first?.flag ?? origins[0]?.flag ?? '--order' });
  return { payloads, origins, problems: clashes(given) };
}

/** Each flag replaces what the section says of the same; the rest of the section stays. */
function overrideWhere(payloads: RawMapping, where: RawMapping, origins: FlagOrigin[]): void {
  if (Object.keys(where).length === 0) return;
  payloads.where = { ...(isMapping(payloads.where) && payloads.where), ...where };
  for (const [flag, key] of Object.entries(whereKeys)) {
    if (key in where) origins.push({ path: ['where', key], flag: flagText(flag) });
  }
}

interface GivenSource {
  key: (typeof sources)[number];
  value: unknown;
  flag: string;
}

function sourcesOf(flags: ScenarioFlags, workingDir: string): GivenSource[] {
  const given: GivenSource[] = [];
  const absolute = (file: string): string => path.resolve(workingDir, file);
  if (flags.recording !== undefined) {
    given.push({ key: 'recording', value: flags.recording, flag: '--recording' });
  }
  if (flags.files !== undefined) {
    given.push({ key: 'files', value: [flags.files].flat().map(absolute), flag: '--files' });
  }
  const payloads = [flags.payload ?? []].flat();
  const named = payloads.filter((text) => text.startsWith('@'));
  const texts = payloads.filter((text) => !text.startsWith('@'));
  if (named.length > 0) {
    const files = named.map((text) => absolute(text.slice(1)));
    given.push({ key: 'files', value: files, flag: '--payload @FILE' });
  }
  if (texts.length > 0) given.push({ key: 'inline', value: texts, flag: '--payload' });
  return given;
}

function clashes([first, ...others]: readonly GivenSource[]): ScenarioProblem[] {
  return others.map(({ flag }) => ({
    flag,
    message: `this cannot stand beside ${first?.flag}`,
    hint: 'Keep one of --recording, --files and --payload.',
  }));
}
