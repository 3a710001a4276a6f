import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { closestName } from '../../core/base/closest-name.js';
import { defined } from '../../core/base/defined.js';
import { messageOf, RepriseError } from '../../core/base/errors.js';
import { openPlace, type Place } from '../../core/base/place.js';
import { noDetails, type RunDetails } from '../document/run-details.js';
import type { RunReport } from '../document/run-report.js';
import { metricsUrl } from '../export/otlp.js';
import { type ReportFormat, reporters } from './formats.js';
import type { Reporter } from './reporter.js';

/** One `--out FORMAT=FILE` (or `=URL`, for a format that is sent). */
export interface OutputSpec {
  format: ReportFormat;
  /** A path as given, or `-` for standard output; of a format that is sent, its address. */
  file: string;
}

/**
 * Reads the values of `--out`. Throws `RepriseError` for an unknown format, a missing file, or two
 * outputs to the same place.
 */
export function parseOutputs(texts: readonly string[]): OutputSpec[] {
  const specs = texts.map(parseOutput);
  const places = specs.map(({ file }) => (/^-$|^https?:/.test(file) ? file : resolve(file)));
  const twice = specs.find((_, index) => places.indexOf(places[index] ?? '') !== index);
  if (!twice) return specs;
  throw new RepriseError(`Two outputs go to ${describeFile(twice.file)}.`, {
    hint: 'Give each --out a file of its own.',
  });
}

function parseOutput(text: string): OutputSpec {
  const equals = text.indexOf('=');
  const format = equals === -1 ? text : text.slice(0, equals);
  const file = equals === -1 ? '' : text.slice(equals + 1);
  if (!isFormat(format)) {
    const closest = closestName(format, Object.keys(reporters));
    throw new RepriseError(`--out ${text}: "${format}" is not a format`, {
      hint: closest === undefined ? knownFormats() : `Did you mean ${closest}? ${knownFormats()}`,
    });
  }
  if (reporters[format].kind === 'push') metricsUrl(file);
  if (file !== '') return { format, file };
  throw new RepriseError(`--out ${text}: the file is missing`, {
    hint: `Write --out ${format}=FILE, or --out ${format}=- for standard output.`,
  });
}

function isFormat(text: string): text is ReportFormat {
  return Object.hasOwn(reporters, text);
}

function knownFormats(): string {
  const formats = Object.entries(reporters).map(([name, { describe }]) => `${name}: ${describe}`);
  return `Write FORMAT=FILE with one of ${formats.join('; ')}.`;
}

/** Those that are written while the run goes. */
export function streamedOutputs(specs: readonly OutputSpec[]): OutputSpec[] {
  return specs.filter(({ format }) => reporters[format].kind === 'stream');
}

/** Those that are sent to an address: of a run that goes on, while it goes. */
export function pushedOutputs(specs: readonly OutputSpec[]): OutputSpec[] {
  return specs.filter(({ format }) => reporters[format].kind === 'push');
}

/** The others: those that have a place. */
export function placedOutputs(specs: readonly OutputSpec[]): OutputSpec[] {
  return specs.filter(({ format }) => reporters[format].kind !== 'push');
}

/** Throws `RepriseError` where an output can only be written while the run goes, and it is over. */
export function refuseStreamed(specs: readonly OutputSpec[]): void {
  const [first] = streamedOutputs(specs);
  if (!first) return;
  throw new RepriseError(
    `--out ${first.format}=… is written while a run goes, and this one is over.`,
    {
      hint: 'Give it to reprise run. csv-samples has the invocations that were kept.',
    },
  );
}

/** Whether standard output is taken, so that what is meant for people goes to standard error. */
export function takesStdout(specs: readonly OutputSpec[]): boolean {
  return specs.some(({ file }) => file === '-');
}

/**
 * Writes every output: a file is there as a whole or not at all (written beside its place and moved
 * there), its folder made where missing. One that fails loses none of the others: throws `RepriseError`
 * at the end, naming the files that cannot be written, or the address that did not take it.
 */
export async function writeOutputs(
  specs: readonly OutputSpec[],
  report: RunReport,
  stdout: { write(text: string): unknown } = process.stdout,
  details: RunDetails = noDetails,
): Promise<void> {
  await writeAll(specs, async ({ format, file }) => {
    const reporter: Reporter = reporters[format];
    if (reporter.kind === 'stream') return;
    if (reporter.kind === 'push') {
      await reporter.send(file, report);
      return;
    }
    const text = reporter.render(report, details);
    const pieces = typeof text === 'string' ? [text] : text;
    if (file === '-') for (const piece of pieces) stdout.write(piece);
    else writeWhole(file, pieces);
  });
}

/** Writes each, also after one has failed; then throws the first failure, with what the others say. */
export async function writeAll<T>(
  outputs: readonly T[],
  write: (output: T) => void | Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const output of outputs) {
    try {
      await write(output);
    } catch (error) {
      failures.push(error);
    }
  }
  const [first, ...others] = failures;
  if (first === undefined) return;
  if (others.length === 0 || !(first instanceof RepriseError)) throw first;
  const { hint, exitCode, cause } = first;
  const message = [first, ...others].map(messageOf).join(' ');
  throw new RepriseError(message, { ...defined({ hint }), exitCode, cause });
}

/** Writes a text to a file, or to standard output for `-`. Throws as `writeWhole` does. */
export function writeText(file: string, text: string): void {
  if (file === '-') process.stdout.write(text);
  else writeWhole(file, [text]);
}

/** Writes one file, as a whole or not at all. Throws `RepriseError` naming it where it cannot be written. */
export function writeWhole(file: string, pieces: Iterable<string>): void {
  let place: Place | undefined;
  try {
    place = openPlace(file);
    for (const piece of pieces) writeFileSync(place.descriptor, piece);
    place.keep();
  } catch (error) {
    place?.discard();
    if (error instanceof RepriseError) throw error;
    throw new RepriseError(`Cannot write ${describeFile(file)}: ${messageOf(error)}`, {
      hint: 'Name a place where files may be written; the run itself is in the database.',
      cause: error,
    });
  }
}

/** An output's place for a person. */
export function describeFile(file: string): string {
  return file === '-' ? 'standard output' : file;
}
