import { cloudWatch } from './cloudwatch.js';
import { cloudWatchCsv } from './cloudwatch-csv.js';
import { cloudWatchLines } from './cloudwatch-lines.js';
import { csv } from './csv.js';
import { destination } from './destination.js';
import { eventBridge } from './eventbridge.js';
import { type ImportFormat, importFormats } from './formats.js';
import { har } from './har.js';
import type { Importer } from './importer.js';
import { json } from './json.js';
import { jsonLines } from './json-lines.js';
import { kinesis } from './kinesis.js';
import { lambdaLog } from './lambda-log.js';
import { reprise } from './reprise.js';
import { sqs } from './sqs.js';
import { trace } from './trace.js';

/** Every importer under its format's name. */
export const importers: Record<ImportFormat, Importer> = {
  reprise,
  har,
  destination,
  sqs,
  cloudwatch: cloudWatch,
  'cloudwatch-lines': cloudWatchLines,
  'lambda-log': lambdaLog,
  'cloudwatch-csv': cloudWatchCsv,
  kinesis,
  eventbridge: eventBridge,
  csv,
  trace,
  jsonl: jsonLines,
  json,
};

/**
 * The importer that was asked for or else recognises the input; that of JSON when none does. Where events
 * are looked for in lines (`isLog`), JSON Lines and text that nothing recognises are the log; so is such text
 * in a file called `.log`.
 */
export function chooseImporter(
  format: ImportFormat | 'auto',
  head: Uint8Array,
  inputName: string,
  isLog = false,
): Importer {
  if (format !== 'auto') return importers[format];
  const fileName = inputName.toLowerCase().replace(/\.gz$/, '');
  const found = importFormats.find((name) => importers[name].recognises(head, fileName));
  if (isLog && found === 'jsonl') return lambdaLog;
  const mayBeLog = isLog || fileName.endsWith('.log');
  if (mayBeLog && found === undefined && isText(head)) return lambdaLog;
  return importers[found ?? 'json'];
}

function isText(head: Uint8Array): boolean {
  return /^\s*[^\s[{"]/.test(Buffer.from(head.subarray(0, 64)).toString('utf8'));
}
