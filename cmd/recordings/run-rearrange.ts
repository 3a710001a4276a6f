import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import { formatCount } from '../../core/quantity/format.js';
import {
  diffRecordings,
  type RecordingDiff,
  type UnmatchedRecord,
} from '../../core/recording/rearrange/diff.js';
import { type MergeOptions, mergeRecordings } from '../../core/recording/rearrange/merge.js';
import { type SplitOptions, splitRecording } from '../../core/recording/rearrange/split.js';
import { plain } from '../../results/draw/terminal/plain.js';
import { createStyle, type Style, wantsColour } from '../../results/draw/terminal/style.js';
import { table } from '../../results/draw/terminal/table.js';

/** Prints how two recordings differ; gives whether they hold the same payloads. */
export async function diffTwo(
  databasePath: string,
  a: string,
  b: string,
  json: boolean,
): Promise<boolean> {
  const diff = await withDatabase(databasePath, { readonly: true }, (db) =>
    diffRecordings(db, a, b),
  );
  const style = createStyle(wantsColour(process.stdout, process.env));
  const text = json ? JSON.stringify(diff, null, 2) : diffLines(diff, a, b, style).join('\n');
  process.stdout.write(`${text}\n`);
  return diff.isSame;
}

/** A difference as aligned lines: the counts, by function where there are several, and examples. */
export function diffLines(diff: RecordingDiff, a: string, b: string, style: Style): string[] {
  if (diff.isSame) return [`${a} and ${b} hold the same ${formatCount(diff.both)} payloads.`];
  const row = (title: string, each: { onlyA: number; onlyB: number; both: number }): string[] => [
    title,
    ...[each.onlyA, each.onlyB, each.both].map(formatCount),
  ];
  const functions = diff.functions.map((each) =>
    row(each.functionName === '' ? style.dim('no function') : plain(each.functionName), each),
  );
  const titles = ['', `only in ${a}`, `only in ${b}`, 'in both'].map((title) => style.dim(title));
  const rows = [titles, ...(functions.length > 1 ? functions : []), row('events', diff)];
  return [
    ...table(rows, ['left', 'right', 'right', 'right']),
    ...exampleLines(a, diff.examplesA, style),
    ...exampleLines(b, diff.examplesB, style),
  ];
}

function exampleLines(name: string, examples: readonly UnmatchedRecord[], style: Style): string[] {
  if (examples.length === 0) return [];
  return [
    style.dim(`first only in ${name}:`),
    ...examples.map(
      ({ seq, sha256, functionName }) =>
        `  #${seq}  sha256 ${sha256.slice(0, 16)}${functionName === undefined ? '' : `  ${plain(functionName)}`}`,
    ),
  ];
}

/** Merges, stops cleanly on Ctrl-C, and says what came of it. */
export async function merge(databasePath: string, options: MergeOptions): Promise<void> {
  const count = await interruptible((signal) =>
    withDatabase(databasePath, {}, (db) => mergeRecordings(db, { ...options, signal })),
  );
  process.stdout.write(
    `Merged ${formatCount(count)} events of ${options.from.join(', ')} into ${options.name}.\n`,
  );
}

/** Splits, stops cleanly on Ctrl-C, and says which parts there are. */
export async function split(databasePath: string, options: SplitOptions): Promise<void> {
  const parts = await interruptible((signal) =>
    withDatabase(databasePath, {}, (db) => splitRecording(db, { ...options, signal })),
  );
  const rows = parts.map(({ name, recordCount }) => [plain(name), formatCount(recordCount)]);
  process.stdout.write(`${table(rows, ['left', 'right']).join('\n')}\n`);
}

/** A second Ctrl-C ends the process at once, and the next import clears up after it. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const onSignal = (): void =>
    interrupt.abort(
      new RepriseError('Interrupted: nothing has changed.', { exitCode: exitCodes.interrupted }),
    );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    return await work(interrupt.signal);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, onSignal);
  }
}
