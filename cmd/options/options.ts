import { type SummaryLength, summaryLengths } from '../../results/draw/terminal/summary-length.js';

/** For options that make sense once: yargs makes a list of one that is repeated. The last one counts. */
export function lastGiven(value: string | string[]): string {
  return Array.isArray(value) ? (value.at(-1) ?? '') : value;
}

/** For options that may be repeated: every value, in order. */
export function allGiven(value: string | string[] | undefined): string[] {
  return [value ?? []].flat();
}

/**
 * An option whose value is text and may be given several times: at run time it is a list then. Not a
 * yargs array, which would swallow the words after it.
 */
export function listOption<const More extends object = object>(describe: string, more?: More) {
  return { type: 'string', requiresArg: true, describe, ...(more as More) } as const;
}

/** An option whose value is text, of which the last one given counts. */
export function textOption<const More extends object = object>(describe: string, more?: More) {
  return { ...listOption(describe, more), coerce: lastGiven } as const;
}

/** A flag that is off unless it is given. */
export function flagOption<const More extends object = object>(describe: string, more?: More) {
  return { type: 'boolean', default: false, describe, ...(more as More) } as const;
}

/** The run that a command is about, where it takes one that is stored. */
export const runPositional = {
  type: 'string',
  default: 'last',
  describe: 'last, an id or its beginning, or a name',
} as const;

/** Options under one heading of the help. */
export function grouped<const O extends Record<string, object>>(
  group: string,
  options: O,
): { [K in keyof O]: O[K] & { readonly group: string } } {
  const entries = Object.entries(options);
  const named = entries.map(([name, option]) => [name, { ...option, group: `${group}:` }]);
  return Object.fromEntries(named) as { [K in keyof O]: O[K] & { readonly group: string } };
}

/** What options give a command, by their names; where a default is set or demanded, never undefined. */
export type GivenBy<O> = {
  [K in keyof O]: O[K] extends { coerce: (value: never) => infer Value; default: unknown }
    ? Value
    : O[K] extends { default: false }
      ? boolean
      : O[K] extends { type: 'boolean' }
        ? boolean | undefined
        : string | undefined;
};

/** The database, as every command that reads or writes it takes it. */
export const databaseOption = textOption('SQLite file with recordings and runs; also REPRISE_DB', {
  default: 'reprise.db',
});

/** The same, to be spread among other options. */
export const dbOption = { db: databaseOption } as const;

/** The database file that was asked for: by `--db`, by `REPRISE_DB` (through yargs), or `reprise.db`. */
export function databasePath({ db }: { db: string }): string {
  return db;
}

/** Of `--out`; the formats are those of `results/output/formats.ts`, which help does not load. */
export const outDescription =
  'Also write FORMAT=FILE (- for standard output): html, json, text, csv, csv-samples, samples, junit, markdown, openmetrics, hlog, hgrm, or otlp=URL; repeatable';

/** Of every command that shows what it is doing; what it found is shown all the same. */
export const quietOption = {
  quiet: flagOption('Show no progress, only what was found', { alias: 'q' }),
} as const;

/** How much of what was found a person is shown. */
export const summaryOption = {
  summary: {
    choices: summaryLengths,
    default: 'full' as const,
    coerce: (value: SummaryLength | SummaryLength[]): SummaryLength =>
      [value].flat().at(-1) ?? 'full',
    describe: 'What to print of it: nothing, the verdict in one line, or all',
  },
} as const;

/** Of the commands that send and watch what they send. */
export const watchedOptions = grouped('Output', {
  ...quietOption,
  ...summaryOption,
  yes: flagOption('Send to AWS without asking', { alias: 'y' }),
});
