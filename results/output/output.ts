import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { closestName } from '../../core/base/closest-name.js';
import { messageOf, RepriseError } from '../../core/base/errors.js';
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

/** Whether standard output is taken, so that what is meant for people goes to standard error. */
export function takesStdout(specs: readonly OutputSpec[]): boolean {
  return specs.some(({ file }) => file === '-');
}

/**
 * Writes every output: a file is there as a whole or not at all (written beside its place and moved
 * there), its folder made where missing. Throws `RepriseError` naming the file that cannot be
 * written, or the address that did not take it.
 */
export async function writeOutputs(
  specs: readonly OutputSpec[],
  report: RunReport,
  stdout: { write(text: string): unknown } = process.stdout,
  details: RunDetails = noDetails,
): Promise<void> {
  for (const { format, file } of specs) {
    const reporter: Reporter = reporters[format];
    if (reporter.kind === 'push') {
      await reporter.send(file, report);
      continue;
    }
    const text = reporter.render(report, details);
    const pieces = typeof text === 'string' ? [text] : text;
    if (file === '-') for (const piece of pieces) stdout.write(piece);
    else writeWhole(file, pieces);
  }
}

/** Writes one file, as a whole or not at all. Throws `RepriseError` naming it where it cannot be written. */
export function writeWhole(file: string, pieces: Iterable<string>): void {
  const path = resolve(file);
  const beside = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writePieces(beside, pieces);
    renameSync(beside, path);
  } catch (error) {
    discard(beside);
    if (error instanceof RepriseError) throw error;
    throw new RepriseError(`Cannot write ${describeFile(file)}: ${messageOf(error)}`, {
      hint: 'Name a place where files may be written; the run itself is in the database.',
      cause: error,
    });
  }
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const descriptor = openSync(path, 'wx');
  try {
    for (const piece of pieces) writeFileSync(descriptor, piece);
  } finally {
    closeSync(descriptor);
  }
}

/** What cannot be removed was most likely never there; the first failure is the one to tell of. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function describeFile(file: string): string {
  return file === '-' ? 'standard output' : file;
}
