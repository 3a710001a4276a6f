import { jsonFault } from '../../json/scan.js';
import type { RecordedEvent } from '../event.js';
import type { ImportContext, Importer } from './importer.js';
import {
  columnAt,
  columnsOf,
  columnsText,
  type OpenTable,
  type RefuseRow,
  readTable,
  textOf,
} from './table.js';
import { type TimeUnit, timeColumn, timeInUnit, unknownUnit } from './time-unit.js';

const payloadNames = ['payload', 'event', 'body'];
const timeNames = [
  'timestamp',
  '@timestamp',
  'time',
  'captured_at',
  'capturedat',
  'senttimestamp',
  'sent_timestamp',
];
const functionNames = ['function', 'function_name', 'functionname'];

/** A table of events: a column `payload`, and where they are known `timestamp`, `function` and `qualifier`. */
export const csv: Importer = {
  describe: 'CSV with the columns payload and, if known, timestamp, function, qualifier',
  recognises: (head) => columnAt(columnsOf(head), payloadNames) >= 0,
  read: (stream, context) => readTable(stream, context, openEvents(context)),
};

const openEvents =
  (context: ImportContext): OpenTable =>
  (columns) => {
    const payloadAt = columnAt(columns, payloadNames);
    if (payloadAt < 0)
      return `There is no column payload; the first line names the columns. ${columnsText(columns)}`;
    const time = timeColumn(columns, timeNames);
    const messageIdAt = columnAt(columns, ['messageid', 'message_id']);
    const functionAt = columnAt(columns, functionNames);
    const qualifierAt = columnAt(columns, ['qualifier']);
    return function* ({ fields }, refuse) {
      if (fields.length !== columns.length) {
        refuse(`The row has ${fields.length} fields, and there are ${columns.length} columns.`);
        return;
      }
      const payload = payloadIn(fields[payloadAt], refuse);
      const at = timeIn(textOf(fields[time.at]), context.timeUnit ?? time.unit, refuse);
      if (!payload || !at) return;
      const messageId = textOf(fields[messageIdAt]);
      if (messageId !== '' && context.isRepeated(messageId)) return;
      const functionName = textOf(fields[functionAt]);
      const qualifier = textOf(fields[qualifierAt]);
      yield {
        ...{ payload, ...at },
        ...(functionName !== '' && { functionName }),
        ...(qualifier !== '' && { qualifier }),
      };
    };
  };

function payloadIn(field: Uint8Array | undefined, refuse: RefuseRow): Uint8Array | undefined {
  const payload = field ?? new Uint8Array();
  const fault = jsonFault(payload);
  if (!fault) return payload;
  refuse(
    `The payload is not JSON: expected ${fault.expected} at byte ${fault.offset + 1} of it.`,
    'Put it in double quotes, with every quote in it doubled (RFC 4180).',
  );
  return undefined;
}

/** An empty time is one that is not known. */
function timeIn(
  text: string,
  unit: TimeUnit | undefined,
  refuse: RefuseRow,
): Pick<RecordedEvent, 'capturedAtUs'> | undefined {
  if (text === '') return {};
  const capturedAtUs = timeInUnit(text, unit);
  if (typeof capturedAtUs === 'number') return { capturedAtUs };
  if (capturedAtUs) refuse(unknownUnit.message, unknownUnit.hint);
  else refuse('The timestamp is neither ISO 8601 nor a number since the Unix epoch.');
  return undefined;
}
