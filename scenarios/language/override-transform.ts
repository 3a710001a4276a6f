import path from 'node:path';
import type { ScenarioFlags } from './flags.js';
import { type FlagOrigin, isMapping, type RawMapping } from './override-raw.js';

/** Path and value; a quoted key may hold `=`. */
const assignment = /^((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^=])+?)=(.*)$/s;

/** Writes what the flags say of a transform over what the payloads say of one. */
export function overrideTransform(
  payloads: RawMapping,
  flags: ScenarioFlags,
  workingDir: string,
  origins: FlagOrigin[],
): void {
  const { set, shiftTime, transform } = flags;
  if (set === undefined && shiftTime === undefined && transform === undefined) return;
  const section: RawMapping = isMapping(payloads.transform) ? { ...payloads.transform } : {};
  const put = (key: string, value: unknown, flag: string): void => {
    section[key] = value;
    origins.push({ path: ['transform', key], flag });
  };
  if (set !== undefined) {
    const assigned = Object.fromEntries([set].flat().map(assignmentOf));
    put('set', { ...(isMapping(section.set) && section.set), ...assigned }, '--set');
  }
  if (shiftTime !== undefined) put('shiftTime', shiftTime, '--shift-time');
  if (transform !== undefined) {
    put('module', path.resolve(workingDir, String(transform)), '--transform');
  }
  payloads.transform = section;
}

/** What is a number, true, false, null or a JSON string is that; all else is text. */
function assignmentOf(text: string): [path: string, value: unknown] {
  const [, at = text, value] = assignment.exec(text) ?? [];
  if (value === undefined) return [at, undefined];
  try {
    const parsed: unknown = JSON.parse(value);
    return [at, typeof parsed === 'object' && parsed !== null ? value : parsed];
  } catch {
    return [at, value];
  }
}
