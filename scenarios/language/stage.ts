import { z } from 'zod';
import type { AnyLoad, StageSpec } from '../../core/schedule/loads/index.js';
import type { LoadFault } from '../../core/schedule/loads/kind.js';
import type { StageKey } from '../../core/schedule/loads/stage-key.js';
import { scalar } from './fields.js';
import { kindKeys, kindMeant, kindsWith, stageKeys } from './stage-keys.js';

/** A load's key says of which kind it is, and how much of it there is. */
interface Meant {
  load: AnyLoad;
  value: unknown;
}

function fieldOf(name: string): z.ZodType {
  const keys = kindsWith(name).map(({ keys }) => keys[name] as StageKey);
  const [first] = keys as [StageKey];
  const described = [...new Set(keys.map(({ describe }) => describe))].join(' ');
  return typeOf(name, first).optional().describe(described);
}

function typeOf(name: string, { parse, choices }: StageKey): z.ZodType {
  if (choices) return z.enum(choices as [string, ...string[]]);
  if (!kindKeys.includes(name)) return scalar(parse);
  return scalar((text): Meant => {
    const load = kindMeant(name, text);
    return { load, value: (load.keys[name] as StageKey).parse(text) };
  });
}

const keys = z.strictObject({
  name: z
    .string()
    .min(1)
    .optional()
    .describe('What the report calls this stage; default: its load, such as "20/s".'),
  ...Object.fromEntries(stageKeys.map((name) => [name, fieldOf(name)])),
});

type WrittenStage = Record<string, unknown> & { name?: string | undefined };

/** One stage of a load, as the user writes it, made a `StageSpec` whose name may not yet be unique. */
export const stageSchema = keys.transform((stage: WrittenStage, context): StageSpec => {
  const read = readStage(stage);
  if (!Array.isArray(read)) return read;
  for (const { key, message, hint } of read) {
    const path = key === undefined ? [] : [key];
    context.addIssue({ code: 'custom', path, message, params: { hint }, input: stage });
  }
  return z.NEVER;
});

const example = '{ rate: 20/s, for: 30s }';

function readStage(stage: WrittenStage): StageSpec | LoadFault[] {
  const [key, ...others] = kindKeys.filter((each) => stage[each] !== undefined);
  if (key === undefined) {
    return [
      {
        message: 'this stage does not say what it sends',
        hint: `Write ${listed(kindKeys)}: ${example}.`,
      },
    ];
  }
  const { load, value } = stage[key] as Meant;
  const written = { ...stage, [key]: value };
  const faults = [
    ...others.map((other) => clash(other, load)),
    ...misplaced(stage, load),
    ...load.faults(written),
  ];
  return faults.length > 0 ? faults : load.specOf(written);
}

function clash(key: string, { title }: AnyLoad): LoadFault {
  return {
    key,
    message: `${key} cannot stand beside ${title}`,
    hint: 'Write two stages; they follow each other.',
  };
}

/** Keys that would be ignored beside this kind of load. */
function misplaced(stage: WrittenStage, load: AnyLoad): LoadFault[] {
  return stageKeys
    .filter((key) => key in stage && !kindKeys.includes(key) && !(key in load.keys))
    .map((key) => ({
      key,
      message: `${key} has no meaning beside ${load.title}`,
      hint: `Remove it; it goes with ${titlesWith(key).join(', ')}.`,
    }));
}

/** The kinds that take a key; a special form of another kind that does is not named beside it. */
function titlesWith(key: string): string[] {
  const taking = kindsWith(key);
  const isSpecial = (each: AnyLoad): boolean =>
    each.claims !== undefined && taking.some((other) => other !== each && other.key === each.key);
  return taking.filter((each) => !isSpecial(each)).map(({ title }) => title);
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
