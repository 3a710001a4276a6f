import { defined } from '../../base/defined.js';
import type { ByteStream } from '../../json/byte-stream.js';
import type { RecordedEvent } from '../event.js';
import { type CsvFault, type CsvRow, readCsv } from './csv-records.js';
import { type ImportContext, maxImportedBytes } from './importer.js';

/** What is wrong with a row, as a whole sentence. */
export type RefuseRow = (message: string, hint?: string) => void;

/** The events in one row of a table. */
export type EventsInRow = (row: CsvRow, refuse: RefuseRow) => Iterable<RecordedEvent>;

/**
 * Looks at the names of the columns, and gives what reads the rows below; a text says why a table with
 * such columns is not of the format.
 */
export type OpenTable = (columns: readonly string[]) => EventsInRow | string;

/** A row of a trace may be a day's arrivals. */
const eventsPerBatch = 5000;

/** Reads a CSV file whose first row names its columns. */
export async function* readTable(
  stream: ByteStream,
  context: ImportContext,
  openTable: OpenTable,
): AsyncGenerator<RecordedEvent[], void, void> {
  let eventsInRow: EventsInRow | undefined;
  let batch: RecordedEvent[] = [];
  for await (const rows of readCsv(stream, maxImportedBytes)) {
    for (const row of rows) {
      if (row.kind === 'fault' || !eventsInRow) {
        eventsInRow = begin(row, context, openTable);
        if (!eventsInRow) return;
        continue;
      }
      for (const event of eventsInRow(row, refuseAt(row, context))) {
        batch.push(event);
        if (batch.length < eventsPerBatch) continue;
        yield batch;
        batch = [];
      }
    }
    yield batch;
    batch = [];
  }
}

/** Undefined, and refused, when nothing below the first row can be read. */
function begin(
  row: CsvRow | CsvFault,
  context: ImportContext,
  openTable: OpenTable,
): EventsInRow | undefined {
  const opened = row.kind === 'row' ? openTable(row.fields.map(nameOf)) : row.message;
  context.seen.tables += 1;
  if (typeof opened !== 'string') return opened;
  refuseAt(row, context)(opened);
  return undefined;
}

function refuseAt({ line }: CsvRow | CsvFault, context: ImportContext): RefuseRow {
  return (message, hint) => context.refuse({ line, column: 1, message, ...defined({ hint }) });
}

/** The columns that the first line of a file names; none when it is not the beginning of a CSV file. */
export function columnsOf(head: Uint8Array): string[] {
  const end = head.indexOf(0x0a);
  const line = Buffer.from(head.subarray(0, end < 0 ? head.length : end)).toString('utf8');
  if (!line.includes(',') || /^\s*[[{]/.test(line)) return [];
  return line
    .replace(/^\ufeff/, '')
    .split(',')
    .map((name) =>
      name
        .replace(/^\s*"|"\s*$/g, '')
        .trim()
        .toLowerCase(),
    );
}

/** A sentence that names the columns, the first of many. */
export function columnsText(columns: readonly string[]): string {
  const named = columns.slice(0, 8).join(', ');
  return columns.length > 8
    ? `The ${columns.length} columns are ${named}, …`
    : `The columns are ${named}.`;
}

/** A field as a column's name: in lower case, without spaces around it. */
function nameOf(field: Uint8Array): string {
  return textOf(field).trim().toLowerCase();
}

/** A field as text; empty when the row is too short to have it. */
export function textOf(field: Uint8Array | undefined): string {
  return field ? Buffer.from(field).toString('utf8') : '';
}

/** The position of the first of several names that a table has; -1 when it has none of them. */
export function columnAt(columns: readonly string[], names: readonly string[]): number {
  return names.map((name) => columns.indexOf(name)).find((at) => at >= 0) ?? -1;
}
