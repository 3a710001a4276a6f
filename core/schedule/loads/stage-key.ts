import { RepriseError } from '../../base/errors.js';
import { parseCountBetween } from '../../quantity/count.js';
import { parseTimeSpan } from '../../quantity/duration.js';

/** A key that a stage may have: how its value is read, and what the schema and `--help` say of it. */
export interface StageKey<T = unknown> {
  /**
   * Throws `RepriseError` for what cannot be. An arrow, even around one function: its type is then written
   * out in the declarations, where the extractor that rolls them up reads `typeof import(…)` wrongly.
   */
  parse(text: string): T;
  /** All that may be written, where that is a list. */
  choices?: readonly string[];
  describe: string;
  /** What `--help` says of the flag of this name; absent: there is none. */
  flag?: { describe: string; alias?: string };
}

/** The keys of one kind of load. */
export type StageKeys = Record<string, StageKey>;

/** A stage as it was written, its values read. */
export type Written<Keys extends StageKeys> = { name?: string | undefined } & {
  [K in keyof Keys]?: ReturnType<Keys[K]['parse']> | undefined;
};

/** How long a stage lasts: shared by all kinds that can last. */
export const forKey = {
  parse: (text: string) => parseTimeSpan(text),
  describe: 'How long the stage lasts: `30s`, `2m`, `1h30m`.',
  flag: { describe: 'How long: 30s, 2m, 1h30m', alias: 'duration' },
} as const satisfies StageKey;

/** How many invocations end a stage: shared by all kinds that send. */
export const invocationsKey = {
  parse: parseCountBetween(1, 1e12),
  describe: 'Stop the stage after so many invocations.',
  flag: { describe: 'Stop after this many invocations', alias: 'n' },
} as const satisfies StageKey;

/** A key whose value is one of a list. */
export function choiceOf<const T extends readonly string[]>(choices: T) {
  return (text: string): T[number] => {
    if (choices.includes(text)) return text;
    throw new RepriseError(`"${text}" is none of ${choices.join(', ')}`);
  };
}

/** The fault of an open or a closed loop without `for` and `invocations`. */
export const neverEnds = {
  message: 'this stage never ends',
  hint: 'Add `for: 30s` or `invocations: 1000`.',
};
