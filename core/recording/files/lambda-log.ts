import { defined } from '../../base/defined.js';
import type { ByteStream } from '../../json/byte-stream.js';
import { readLines } from '../../json/lines.js';
import { jsonFault } from '../../json/scan.js';
import { parseTimeUs } from '../capture-time.js';
import { envelopeStart } from '../envelope.js';
import type { RecordedEvent } from '../event.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';
import { type EventLines, findLoggedEvent, runtimePrefix } from './log-message.js';

/**
 * The log of a function as text, without CloudWatch's times: the tail that Invoke gives (`LogType=Tail`,
 * decoded), the output of a container or of a local runtime. A line is a message of its own; one that
 * begins a JSON document goes on until the document ends. Times are those that the Node and Python
 * runtimes write before a line.
 */
export const lambdaLog: Importer = {
  describe: 'Text log of a function: START, lines, END, REPORT',
  recognises: (head) => {
    const [first = ''] = Buffer.from(head.subarray(0, 512))
      .toString('utf8')
      .trimStart()
      .split(/\r?\n/);
    return platformLine.test(first) || runtimePrefix.test(first);
  },
  read: readLambdaLog,
};

/** What Lambda itself writes (AWS Lambda developer guide, "Working with Lambda function logs"). */
const platformLine =
  /^(?:(?:START|END|REPORT|RESTORE_START|RESTORE_REPORT) RequestId: |(?:INIT_START|INIT_REPORT|XRAY|EXTENSION|TELEMETRY)\b.*: )/;

const startLine = /^START RequestId: (\S+)(?: Version: (\$LATEST|\d+))?/;

/** The invocation that lines belong to, until the next START. */
interface Invocation {
  requestId?: string;
  executedVersion?: string;
}

interface Message {
  line: number;
  texts: string[];
  invocation: Invocation;
}

async function* readLambdaLog(
  stream: ByteStream,
  context: ImportContext,
): AsyncGenerator<RecordedEvent[], void, void> {
  let invocation: Invocation = {};
  let begun: Message | undefined;
  for await (const lines of readLines(stream, maxImportedBytes)) {
    const events: RecordedEvent[] = [];
    for (const { number, bytes } of lines) {
      const text = Buffer.from(bytes).toString('utf8');
      if (begun && !beginsMessage(text) && isOpen(begun, context.lines)) {
        begun.texts.push(text);
        continue;
      }
      events.push(...eventsOf(begun, context));
      invocation = invocationOf(text) ?? invocation;
      begun = platformLine.test(text) ? undefined : { line: number, texts: [text], invocation };
    }
    yield events;
  }
  yield eventsOf(begun, context);
}

function beginsMessage(text: string): boolean {
  return platformLine.test(text) || runtimePrefix.test(text) || text.startsWith(envelopeStart);
}

/** A marker with nothing after it yet, or a JSON document that has not ended. */
function isOpen({ texts }: Message, { marker }: EventLines): boolean {
  const [first = ''] = texts;
  const body = first.replace(runtimePrefix, '');
  const at = marker === undefined ? 0 : body.indexOf(marker);
  const isMarked = marker !== undefined && !marker.startsWith('$.') && at >= 0;
  // Without a marker or a time, a brace on a line may begin anything that a program prints.
  if (!isMarked && body === first) return false;
  const rest = isMarked ? body.slice(at + marker.length).replace(/^[\s:=]+/, '') : body;
  const document = [rest, ...texts.slice(1)].join('\n').trim();
  if (document === '') return isMarked;
  if (!/^[[{]/.test(document)) return false;
  // A document over several lines ends with a bracket at the margin: the others need no look.
  if (texts.length > 1 && !/^[\]}]/.test(texts.at(-1) ?? '')) return true;
  const bytes = Buffer.from(document);
  const fault = jsonFault(bytes);
  return fault !== undefined && fault.offset >= bytes.length;
}

function invocationOf(text: string): Invocation | undefined {
  const match = startLine.exec(text);
  if (match === null) return undefined;
  const [, requestId, executedVersion] = match;
  return {
    ...defined({ requestId, executedVersion }),
  };
}

function eventsOf(message: Message | undefined, context: ImportContext): RecordedEvent[] {
  if (!message) return [];
  const { line, texts, invocation } = message;
  const [first = ''] = texts;
  const found = findLoggedEvent(texts.join('\n'), context.lines);
  if (found?.kind === 'fault') context.refuse({ line, column: 1, message: found.message });
  if (found?.kind !== 'event') return [];
  const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(runtimePrefix.exec(first)?.[0] ?? '')?.[0];
  const capturedAtUs = time === undefined ? undefined : parseTimeUs(time);
  return [
    {
      ...defined({ capturedAtUs }),
      ...(Object.keys(invocation).length > 0 && { outcome: invocation }),
      ...found.event,
    },
  ];
}
