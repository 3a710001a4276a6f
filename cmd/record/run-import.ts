import { RepriseError } from '../../core/base/errors.js';
import { exitCodes } from '../../core/base/exit-codes.js';
import { withDatabase } from '../../core/database/with-database.js';
import { formatBytes, formatCount } from '../../core/quantity/format.js';
import {
  type ImportOptions,
  type ImportResult,
  importRecording,
  rehearseImport,
} from '../../core/recording/files/import.js';
import { createStyle, wantsColour } from '../../results/draw/terminal/style.js';
import { progressLine } from './import-bar.js';
import { redactionText, SampleTable } from './redaction-text.js';
import { StatusLine } from './status-line.js';

/**
 * Imports with a progress bar, stops cleanly on Ctrl-C, and says what came of it. Without a database
 * nothing is stored, and what the rules of redaction find is shown.
 */
export async function runImport(
  databasePath: string | undefined,
  options: ImportOptions,
): Promise<void> {
  const bar = new StatusLine(process.stderr);
  const interrupt = new AbortController();
  const onSignal = (): void => {
    interrupt.abort(
      new RepriseError('Interrupted: nothing was imported.', { exitCode: exitCodes.interrupted }),
    );
  };
  // Once: a second Ctrl-C ends the process at once, and the next import clears up after it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    const all: ImportOptions = {
      ...options,
      signal: interrupt.signal,
      onProgress: (progress) => bar.show(() => progressLine(progress)),
    };
    if (databasePath === undefined) {
      await rehearse(all, bar);
      return;
    }
    const result = await withDatabase(databasePath, {}, (db) => importRecording(db, all));
    bar.clear();
    reportSkipped(result);
    report(result, options);
  } finally {
    bar.clear();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, onSignal);
  }
}

async function rehearse(options: ImportOptions, bar: StatusLine): Promise<void> {
  const samples = new SampleTable();
  const result = await rehearseImport({
    ...options,
    onRedaction: (sample) => samples.add(sample),
  });
  bar.clear();
  reportSkipped(result);
  const { recordCount, payloadBytes, redaction } = result;
  const style = createStyle(wantsColour(process.stdout, process.env));
  reportRepeated(result);
  const lines = [
    `Read ${count(recordCount, 'event')} (${formatBytes(payloadBytes)}); nothing was stored.`,
    ...(redaction
      ? [`Redacted: ${redactionText(redaction)}.`, ...samples.lines(redaction, style)]
      : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function reportSkipped({ skippedCount, skipped }: ImportResult): void {
  const style = createStyle(wantsColour(process.stderr, process.env));
  for (const { file, line, column, message } of skipped) {
    process.stderr.write(`${style.yellow('skipped')} ${file}:${line}:${column}: ${message}\n`);
  }
  if (skippedCount > skipped.length) {
    process.stderr.write(
      `${style.yellow('skipped')} ${formatCount(skippedCount - skipped.length)} more\n`,
    );
  }
}

function report(result: ImportResult, { name, mode }: ImportOptions): void {
  const { recordCount, payloadBytes, timedCount, inputCount, skippedCount, redaction } = result;
  const parts = [
    `${mode === 'append' ? 'Added' : 'Recorded'} ${count(recordCount, 'event')} (${formatBytes(payloadBytes)})`,
    inputCount > 1 ? ` from ${count(inputCount, 'file')}` : '',
    mode === 'append' ? ` to ${name}` : ` as ${name}`,
    timedCount > 0 ? '' : ', without capture times',
    skippedCount > 0 ? `; ${formatCount(skippedCount)} skipped` : '',
  ];
  process.stdout.write(`${parts.join('')}.\n`);
  reportRepeated(result);
  if (redaction) process.stdout.write(`Redacted: ${redactionText(redaction)}.\n`);
}

function reportRepeated({ repeatedMessages }: ImportResult): void {
  if (repeatedMessages.count === 0) return;
  const { count: repeated, isLeftOut } = repeatedMessages;
  const rest = isLeftOut
    ? 'left out'
    : 'recorded all the same; leave them out with --unique-by messageId';
  process.stdout.write(
    `${count(repeated, 'message')} had the MessageId of an earlier one: ${rest}.\n`,
  );
}

function count(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
}
