import { format } from 'node:util';
import { asError, errorAsText, errorInJson, errorMembers } from './handler-errors.js';

/** Where a handler's lines go, and whose they are. */
export interface ConsoleTools {
  /** Of the invocation that runs; undefined in the init phase. */
  ids: () => { requestId: string | undefined; tenantId: string | undefined };
  /** Takes one record of the log, without a line end. */
  write: (record: string) => void;
  /** Takes what is written to the standard streams. */
  writeRaw: (bytes: Uint8Array) => void;
}

/** Logs an error of a handler under a title, as the log format wants it. */
export type LogError = (title: string, error: unknown) => void;

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof levels)[number];

const methods: Record<string, Level> = {
  trace: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
};

/**
 * Turns the console and the standard streams into records of the log, as Lambda's Node.js runtime
 * writes them. The format and the lowest level are in the environment (AWS Lambda guide, "Log and
 * monitor Node.js Lambda functions").
 */
export function replaceConsole(tools: ConsoleTools): LogError {
  const isJson = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
  const recordOf = isJson ? jsonRecord : textRecord;
  const log = (level: Level, values: unknown[]): void => {
    tools.write(recordOf(new Date().toISOString(), level, tools.ids(), values));
  };
  const lowest = levels.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() as Level);
  for (const [method, level] of Object.entries(methods)) {
    const isWanted = levels.indexOf(level) >= lowest;
    Reflect.set(console, method, isWanted ? logging(log, level) : () => {});
  }
  Reflect.set(console, 'fatal', logging(log, 'FATAL'));
  replaceStreams(tools.writeRaw);
  return isJson
    ? (_title, error) => console.error(asError(error))
    : (title, error) => console.error(title, `\t${errorAsText(asError(error))}`);
}

/** The first value is there even where there is none: `console.log()` says `undefined`. */
function logging(log: (level: Level, values: unknown[]) => void, level: Level) {
  return (first: unknown, ...rest: unknown[]): void => log(level, [first, ...rest]);
}

type Ids = ReturnType<ConsoleTools['ids']>;

function textRecord(time: string, level: Level, { requestId }: Ids, values: unknown[]): string {
  return `${time}\t${requestId}\t${level}\t${format(...values)}`;
}

function jsonRecord(timestamp: string, level: Level, ids: Ids, values: unknown[]): string {
  const head = { timestamp, level, requestId: ids.requestId, tenantId: ids.tenantId };
  if (values.length === 1) {
    const [message] = values;
    try {
      return JSON.stringify({ ...head, message }, errorInJson);
    } catch {
      return JSON.stringify({ ...head, message: format(message) });
    }
  }
  const error = values.find((value) => value instanceof Error);
  const members = error && { ...errorMembers(error), ...(error.stack ? {} : { stackTrace: [] }) };
  return JSON.stringify({ ...head, message: format(...values), ...members });
}

function replaceStreams(writeRaw: (bytes: Uint8Array) => void): void {
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const [encoding] = rest;
    const isText = typeof chunk === 'string';
    writeRaw(isText ? Buffer.from(chunk, encodingOf(encoding)) : chunk);
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(() => done());
    return true;
  };
  Reflect.set(process.stdout, 'write', write);
  Reflect.set(process.stderr, 'write', write);
}

function encodingOf(encoding: unknown): BufferEncoding {
  return typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8';
}
