import { jsonFault } from '../../json/scan.js';
import { parseTimeUs } from '../capture-time.js';
import type { RecordedEvent } from '../event.js';
import type { Importer } from './importer.js';
import { columnAt, columnsOf, type OpenTable, type RefuseRow, readTable, textOf } from './table.js';

const payloadNames = ['payload', 'event', 'body'];
const timeNames = ['timestamp', 'time', 'captured_at', 'capturedat'];
const functionNames = ['function', 'function_name', 'functionname'];

/** A table of events: a column `payload`, and where they are known `timestamp`, `function` and `qualifier`. */
export const csv: Importer = {
  describe: 'CSV with the columns payload and, if known, timestamp, function, qualifier',
  recognises: (head) => columnAt(columnsOf(head), payloadNames) >= 0,
  read: (stream, context) => readTable(stream, context, openEvents),
};

const openEvents: OpenTable = (columns) => {
  const payloadAt = columnAt(columns, payloadNames);
  if (payloadAt < 0) return 'There is no column payload; the first line names the columns.';
  const timeAt = columnAt(columns, timeNames);
  const functionAt = columnAt(columns, functionNames);
  const qualifierAt = columnAt(columns, ['qualifier']);
  return function* ({ fields }, refuse) {
    if (fields.length !== columns.length) {
      refuse(`The row has ${fields.length} fields, and there are ${columns.length} columns.`);
      return;
    }
    const payload = payloadIn(fields[payloadAt], refuse);
    const time = timeIn(textOf(fields[timeAt]), refuse);
    if (!payload || !time) return;
    const functionName = textOf(fields[functionAt]);
    const qualifier = textOf(fields[qualifierAt]);
    yield {
      ...{ payload, ...time },
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
function timeIn(text: string, refuse: RefuseRow): Pick<RecordedEvent, 'capturedAtUs'> | undefined {
  if (text === '') return {};
  const capturedAtUs = parseTimeUs(text);
  if (capturedAtUs !== undefined) return { capturedAtUs };
  refuse('The timestamp is neither ISO 8601 nor a number since the Unix epoch.');
  return undefined;
}
