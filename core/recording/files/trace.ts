import { createRandom } from '../../base/random.js';
import type { ImportContext, Importer } from './importer.js';
import {
  columnAt,
  columnsOf,
  columnsText,
  type EventsInRow,
  type OpenTable,
  type RefuseRow,
  readTable,
  textOf,
} from './table.js';
import { durationUs, type TimeColumn, timeColumn, timeInUnit, unknownUnit } from './time-unit.js';

const minuteUs = 60e6;
const arrivalNames = ['timestamp', 'time', 'arrival', 'arrival_timestamp', 'start_timestamp'];
const functionNames = ['function', 'function_name', 'func', 'hashfunction'];

/**
 * Arrivals without payloads, as published traces have them. Either a column of times
 * (`timestamp`, or `end_timestamp` with a `duration` in seconds, which is taken off: Azure Functions
 * trace 2021), or a row for each function with a column for each minute of the day that counts its
 * invocations (Azure Functions trace 2019). Times count from the Unix epoch where the trace has no date;
 * the unit of numbers that are relative has to be told (`--time-unit`, or the column's name: `time_ms`).
 */
export const trace: Importer = {
  describe: 'a trace of arrivals (CSV): a column of times, or counts per minute',
  recognises: (head) => {
    const columns = columnsOf(head);
    return minutesOf(columns).length > 0 || timesOf(columns) !== undefined;
  },
  read: (stream, context) => readTable(stream, context, openTrace(context)),
};

function openTrace(context: ImportContext): OpenTable {
  return (columns) => {
    const functionAt = columnAt(columns, functionNames);
    const minutes = minutesOf(columns);
    if (minutes.length > 0) return countedArrivals(context, minutes, functionAt);
    const times = timesOf(columns);
    if (!times)
      return `There is no column of times (timestamp), nor one for each minute. ${columnsText(columns)}`;
    return timedArrivals(context, times, functionAt);
  };
}

interface MinuteColumn {
  at: number;
  minute: number;
}

/** The columns whose names are numbers, two at least. */
function minutesOf(columns: readonly string[]): MinuteColumn[] {
  const minutes = columns.flatMap((name, at) =>
    /^\d{1,9}$/.test(name) ? [{ at, minute: Number(name) }] : [],
  );
  return minutes.length >= 2 && /\D/.test(columns[0] ?? '0') ? minutes : [];
}

/**
 * A Poisson process with so many arrivals in a minute has them at independent uniform times within it
 * (Ross, Introduction to Probability Models, section 5.3.5: the conditional distribution of arrival
 * times). Each row draws from a stream of its own.
 */
function countedArrivals(
  { payload, seed }: ImportContext,
  minutes: readonly MinuteColumn[],
  functionAt: number,
): EventsInRow {
  let row = 0;
  return function* ({ fields }, refuse) {
    const random = createRandom(seed, `trace/${row}`);
    row += 1;
    const functionName = textOf(fields[functionAt]);
    for (const { at, minute } of minutes) {
      const count = countIn(textOf(fields[at]), minute, refuse);
      if (count === undefined) return;
      const offsetsUs = Array.from({ length: count }, () => Math.floor(random() * minuteUs));
      for (const offsetUs of offsetsUs.sort((a, b) => a - b)) {
        const capturedAtUs = minute * minuteUs + offsetUs;
        yield { payload, capturedAtUs, ...(functionName !== '' && { functionName }) };
      }
    }
  };
}

/** The most that one function has in a minute: ten times what an account of 10,000 Hz could send. */
const maxPerMinute = 6_000_000;

function countIn(text: string, minute: number, refuse: RefuseRow): number | undefined {
  const count = Number(text);
  if (text.trim() !== '' && Number.isInteger(count) && count >= 0 && count <= maxPerMinute) {
    return count;
  }
  refuse(`The count of minute ${minute} is not a whole number from 0 to ${maxPerMinute}.`);
  return undefined;
}

interface TimeColumns {
  time: TimeColumn;
  /** -1 where the trace has none. */
  durationAt: number;
  isEnd: boolean;
}

function timesOf(columns: readonly string[]): TimeColumns | undefined {
  const durationAt = columnAt(columns, ['duration']);
  const start = timeColumn(columns, arrivalNames);
  if (start.at >= 0) return { time: start, durationAt, isEnd: false };
  const at = columnAt(columns, ['end_timestamp']);
  // The trace that has these two counts in seconds.
  return at >= 0 && durationAt >= 0
    ? { time: { at, unit: 's' }, durationAt, isEnd: true }
    : undefined;
}

function timedArrivals(
  { payload, timeUnit }: ImportContext,
  { time, durationAt, isEnd }: TimeColumns,
  functionAt: number,
): EventsInRow {
  return function* ({ fields }, refuse) {
    const timeUs = timeInUnit(textOf(fields[time.at]), timeUnit ?? time.unit);
    const duration = textOf(fields[durationAt]);
    const tookUs = durationUs(duration, timeUnit);
    if (timeUs === 'unknownUnit') {
      refuse(unknownUnit.message, unknownUnit.hint);
      return;
    }
    if (timeUs === undefined || Number.isNaN(tookUs)) {
      refuse('The row has no time (ISO 8601, or a number since the Unix epoch) or duration.');
      return;
    }
    const functionName = textOf(fields[functionAt]);
    yield {
      payload,
      capturedAtUs: isEnd ? timeUs - tookUs : timeUs,
      ...(functionName !== '' && { functionName }),
      ...(duration !== '' && { outcome: { durationMs: tookUs / 1000 } }),
    };
  };
}
