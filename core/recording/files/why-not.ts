import { defined } from '../../base/defined.js';
import { foreignShape } from './foreign-shapes.js';
import { type ImportFormat, importFormats } from './formats.js';
import type { Importer, ImportProblem } from './importer.js';
import { importers } from './index.js';
import { type EventLines, looksForEvents } from './log-message.js';
import { columnsOf, columnsText } from './table.js';

/**
 * Why an input is not to be read by the importer that was chosen for it, though nothing in it is broken:
 * the format has no log lines, and a marker was given; or no format fits but that in which anything is a
 * payload, and the input is something else for all that is known.
 */
export function whyNot(
  importer: Importer,
  asked: ImportFormat | 'auto',
  head: Uint8Array,
  lines: EventLines,
): Omit<ImportProblem, 'line' | 'column'> | undefined {
  if (looksForEvents(lines) && !importer.isLog) {
    const format = importFormats.find((name) => importers[name] === importer);
    return {
      message: `This is read as ${format}, which is not a log: --event-marker and --event-pattern look for events in log lines.`,
      hint: `Leave them out; or say which log it is, with --format: ${logFormats().join(', ')}.`,
    };
  }
  if (asked !== 'auto') return undefined;
  return importer === importers.json || importer === importers.jsonl ? noPayload(head) : undefined;
}

function logFormats(): ImportFormat[] {
  return importFormats.filter((name) => importers[name].isLog);
}

function noPayload(head: Uint8Array): Omit<ImportProblem, 'line' | 'column'> | undefined {
  const foreign = foreignShape(head);
  if (foreign) {
    const { name, hint } = foreign;
    return {
      message: `This looks like ${name}, not like an event.`,
      hint: `${hint ?? 'Take the events out of it first.'} If it is what the function receives, say --format json, or jsonl.`,
    };
  }
  const columns = columnsOf(head);
  const isTable = /^[^\n]*,[^\n]*\n[^\n]*,/.test(Buffer.from(head).toString('latin1'));
  if (!isTable || columns.length < 2 || columns.some((name) => !/^[\w @.$-]{1,60}$/.test(name)))
    return undefined;
  const isDurations = columns.some((name) => name.startsWith('percentile_average'));
  return {
    message: `There is no column payload in this table, nor a time (timestamp), nor one for each minute. ${columnsText(columns)}`,
    ...defined({
      hint: isDurations
        ? 'These are durations of functions; their arrivals are in the invocations of the same day.'
        : 'Name the column of the events payload, that of the times timestamp.',
    }),
  };
}
