import { defined } from '../../base/defined.js';
import type { ByteStream } from '../../json/byte-stream.js';
import { readLines } from '../../json/lines.js';
import { jsonFault } from '../../json/scan.js';
import { sketchJson } from '../../json/sketch.js';
import type { JsonValue } from '../../json/spans.js';
import { parseTimeUs } from '../capture-time.js';
import { envelopeStart } from '../envelope.js';
import type { RecordedEvent } from '../event.js';
import { type ImportContext, type Importer, maxImportedBytes } from './importer.js';
import { type Invocation, Invocations, platformLine } from './invocations.js';
import { readLogLine } from './log-line.js';
import {
  type EventLines,
  loggedBy,
  parseNested,
  runtimePrefix,
  withoutColors,
} from './log-message.js';
import { looksLikeLoggedJson } from './log-shapes.js';
import { columnsOf } from './table.js';

/**
 * The log of a function as text, without CloudWatch's times: the tail that Invoke gives (`LogType=Tail`,
 * decoded), the output of a container or of a local runtime; each line may be in Lambda's JSON log format.
 * A line is a message of its own; one that begins a JSON document goes on until the document ends. Times
 * are those that the Node and Python runtimes write before a line, or into it.
 */
export const lambdaLog: Importer = {
  describe: 'Text log of a function: START, lines, END, REPORT',
  isLog: true,
  recognises: (head) => {
    const lines = textOf(head.subarray(0, 16 * 1024))
      .trimStart()
      .split(/\r?\n/);
    const [first = ''] = lines;
    if (platformLine.test(first) || runtimePrefix.test(first)) return true;
    if (/^[[{]/.test(first)) return isLoggedJson(first);
    // A local runtime says what it starts before the function has said anything.
    return !columnsOf(head).includes('@message') && lines.some((line) => platformLine.test(line));
  },
  read: readLambdaLog,
};

function isLoggedJson(line: string): boolean {
  const [document] = parseNested(line) ? (sketchJson(Buffer.from(line))?.documents ?? []) : [];
  return !line.startsWith('[') && document !== undefined && looksLikeLoggedJson(document);
}

function textOf(bytes: Uint8Array): string {
  return withoutColors(Buffer.from(bytes).toString('utf8'));
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
  const invocations = new Invocations();
  let begun: Message | undefined;
  for await (const lines of readLines(stream, maxImportedBytes)) {
    const events: RecordedEvent[] = [];
    for (const { number, bytes } of lines) {
      const text = textOf(bytes);
      if (begun && !beginsMessage(text) && isOpen(begun, context.lines)) {
        begun.texts.push(text);
        continue;
      }
      events.push(...eventsOf(begun, context));
      begun = undefined;
      if (invocations.follow(text)) context.seen.logLines += 1;
      else if (isResponse(text, invocations)) context.seen.responses += 1;
      else begun = { line: number, texts: [text], invocation: invocations.current };
    }
    yield events;
  }
  yield eventsOf(begun, context);
}

/** A line of a JSON document: of any other, a marker may stand in it. */
const jsonStart = /^\s*(?:[[\]{}"\d-]|true|false|null)/;

/**
 * A local runtime prints what the function answered after its END. That is no event, whatever it looks
 * like; what a runtime or logger wrote there, with its prefix, was logged.
 */
function isResponse(text: string, { isBetween }: Invocations): boolean {
  return isBetween && jsonStart.test(text) && !beginsMessage(text) && !loggedLine(text);
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

function eventsOf(message: Message | undefined, context: ImportContext): RecordedEvent[] {
  if (!message) return [];
  const { line, texts, invocation } = message;
  const [first = ''] = texts;
  const found = readLogLine(texts.join('\n'), context);
  if (found?.kind === 'fault') context.refuse({ line, column: 1, message: found.message });
  if (found?.kind !== 'event') return [];
  const logged = loggedLine(first);
  const time =
    /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(runtimePrefix.exec(first)?.[0] ?? '')?.[0] ??
    (logged?.at('timestamp') ?? logged?.at('time'))?.text();
  const capturedAtUs = time === undefined ? undefined : parseTimeUs(time);
  return [
    {
      ...defined({ capturedAtUs }),
      ...(Object.keys(invocation).length > 0 && { outcome: invocation }),
      ...found.event,
    },
  ];
}

/** A line of Lambda's JSON log format. */
function loggedLine(text: string): JsonValue | undefined {
  const line = parseNested(text.trim());
  return line && loggedBy(line) && line;
}
