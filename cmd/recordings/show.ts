import { defined } from '../../core/base/defined.js';
import { withDatabase } from '../../core/database/with-database.js';
import { formatBytes, formatCount, formatShare } from '../../core/quantity/format.js';
import { arrivalsOverTime } from '../../core/recording/store/arrivals.js';
import { type RecordingDetails, RecordingStore } from '../../core/recording/store/store.js';
import { createStyle, type Style, wantsColour } from '../../results/draw/terminal/style.js';
import { table } from '../../results/draw/terminal/table.js';
import { redactionText } from '../record/redaction-text.js';
import { arrivalLines, bucketsFor, wantsAscii } from './arrivals-chart.js';
import { asJson, timeSpan } from './present.js';

/** So many different functions, qualifiers or sources are listed; the rest are counted. */
const maxListed = 8;

/** Prints what is in one recording, as text or as JSON. */
export async function showRecording(
  databasePath: string,
  name: string,
  json: boolean,
): Promise<void> {
  const columns = Math.min(process.stdout.columns ?? 80, 200);
  const { details, arrivals } = await withDatabase(databasePath, { readonly: true }, (db) => {
    const described = new RecordingStore(db).describe(name);
    return { details: described, arrivals: arrivalsOverTime(db, described, bucketsFor(columns)) };
  });
  const style = createStyle(wantsColour(process.stdout, process.env));
  const text = json
    ? JSON.stringify({ ...asJson(details), ...defined({ arrivals }) }, null, 2)
    : [
        ...detailLines(details, style),
        ...(arrivals
          ? arrivalLines(arrivals, {
              columns,
              isAscii: wantsAscii(process.stdout, process.env),
              style,
            })
          : []),
      ].join('\n');
  process.stdout.write(`${text}\n`);
}

/** The details as aligned lines. */
export function detailLines(details: RecordingDetails, style: Style): string[] {
  const { recordCount, distinctPayloads, payloadBytes, sizeBytes } = details;
  const { p50, p99, max } = sizeBytes;
  const rows: [string, string][] = [
    ['events', `${formatCount(recordCount)}, ${formatCount(distinctPayloads)} of them different`],
    ['captured', capturedText(details)],
    [
      'sizes',
      `p50 ${formatBytes(p50)}, p99 ${formatBytes(p99)}, max ${formatBytes(max)}, together ${formatBytes(payloadBytes)}`,
    ],
    ...valueRows('functions', details.functions, recordCount),
    ...valueRows('qualifiers', details.qualifiers, recordCount),
    ...valueRows('types', details.invocationTypes, recordCount),
    [
      'from',
      listed(details.sources.map(({ source }) => (source === '-' ? 'standard input' : source))),
    ],
    ...details.redactions.map((one): [string, string] => ['redacted', redactionText(one)]),
  ];
  return [
    style.bold(details.name),
    ...table(rows.map(([title, text]) => [`  ${style.dim(title)}`, text])),
  ];
}

function capturedText(details: RecordingDetails): string {
  const { timedCount, recordCount } = details;
  if (timedCount === 0) return 'at unknown times: replay it at a rate';
  const untimed = recordCount - timedCount;
  return timeSpan(details) + (untimed > 0 ? ` (${formatCount(untimed)} at unknown times)` : '');
}

function valueRows(
  title: string,
  values: readonly { value: string; count: number }[],
  recordCount: number,
): [string, string][] {
  if (values.length === 0) return [];
  const texts = values.map(({ value, count }) => `${value} ${formatShare(count, recordCount)}`);
  return [[title, listed(texts)]];
}

function listed(texts: readonly string[]): string {
  const rest = texts.length - maxListed;
  return texts.slice(0, maxListed).join(', ') + (rest > 0 ? `, and ${formatCount(rest)} more` : '');
}
