/** For options that make sense once: yargs makes a list of one that is repeated. The last one counts. */
export function lastGiven(value: string | string[]): string {
  return Array.isArray(value) ? (value.at(-1) ?? '') : value;
}

/** The database, as every command that reads or writes it takes it. */
export const databaseOption = {
  type: 'string',
  default: 'reprise.db',
  requiresArg: true,
  coerce: lastGiven,
  describe: 'SQLite file with recordings and runs; also REPRISE_DB',
} as const;

/** The same, to be spread among other options. */
export const dbOption = { db: databaseOption } as const;

/** The database file that was asked for: by `--db`, by `REPRISE_DB` (through yargs), or `reprise.db`. */
export function databasePath({ db }: { db: string }): string {
  return db;
}

/** Of `--out`; the formats are those of `results/output/formats.ts`, which help does not load. */
export const outDescription =
  'Also write FORMAT=FILE (- for standard output): html, json, text, csv, csv-samples, junit, markdown, openmetrics, hlog, hgrm, or otlp=URL; repeatable';
