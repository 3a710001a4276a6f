import type { ByteStream } from '../../json/byte-stream.js';
import { readLines } from '../../json/lines.js';
import { parseTimeUs } from '../capture-time.js';
import type { RecordedEvent } from '../event.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';
import { readLogLine } from './log-line.js';
import { withoutColors } from './log-message.js';
import { withOrigin } from './log-origin.js';

/**
 * Log events as CloudWatch Logs exports them to S3, `<ISO time> <message>`, as `aws logs tail` prints
 * them in each of its formats (detailed: the log stream after the time; short: seconds without a zone;
 * json: the message on the lines below), and as `sam logs` does (the log stream before the time); with
 * a terminal's colors or without. A line without a time goes on with the message before it.
 */
export const cloudWatchLines: Importer = {
  describe:
    'CloudWatch Logs exported to S3, or printed by aws logs tail or sam logs: <time> <message>',
  isLog: true,
  recognises: (head) => linePattern.test(textOf(head.subarray(0, 512)).trimStart()),
  read: readLogLines,
};

const stream = /\d{4}\/\d\d\/\d\d\/\S*\[(?:\$LATEST|\d+)\]\S+/.source;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?/.source;

/** A tab after the time would make it a line of the Node runtime, which has none of CloudWatch's times. */
const linePattern = new RegExp(
  `^(?:(?<before>${stream}) )?(?<time>${time})(?: |$)(?:(?<after>${stream})(?: |$))?`,
);

function textOf(bytes: Uint8Array): string {
  return withoutColors(Buffer.from(bytes).toString('utf8'));
}

interface LogMessage {
  line: number;
  timeUs: number | undefined;
  logStream: string | undefined;
  texts: string[];
}

async function* readLogLines(
  stream: ByteStream,
  context: ImportContext,
): AsyncGenerator<RecordedEvent[], void, void> {
  let begun: LogMessage | undefined;
  for await (const lines of readLines(stream, maxImportedBytes)) {
    const events: RecordedEvent[] = [];
    for (const { number, bytes } of lines) {
      const text = textOf(bytes);
      const next = beginMessage(text, number);
      if (next) {
        events.push(...eventsOf(begun, context));
        begun = next;
      } else if (begun) begun.texts.push(text);
      else {
        context.refuse({
          line: number,
          column: 1,
          message: 'Not a line of a CloudWatch Logs export: it does not begin with an ISO time.',
        });
      }
    }
    yield events;
  }
  yield eventsOf(begun, context);
}

function beginMessage(text: string, line: number): LogMessage | undefined {
  const match = linePattern.exec(text);
  if (match === null) return undefined;
  const { before, time: at = '', after } = match.groups ?? {};
  const message = text.slice(match[0].length);
  return { line, timeUs: parseTimeUs(at), logStream: before ?? after, texts: [message] };
}

function eventsOf(message: LogMessage | undefined, context: ImportContext): RecordedEvent[] {
  if (!message) return [];
  const { line, timeUs, logStream, texts } = message;
  const found = readLogLine(texts.join('\n'), context);
  if (found?.kind === 'fault') context.refuse({ line, column: 1, message: found.message });
  return found?.kind === 'event'
    ? [withOrigin(found.event, { capturedAtUs: timeUs, logStream })]
    : [];
}
