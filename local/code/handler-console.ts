import { format } from 'node:util';

/** What the console of a worker is made of. */
export interface ConsoleTools {
  logFormat: 'Text' | 'JSON';
  /** Of the invocation that runs; empty in the init phase. */
  requestId: () => string;
  /** Takes one line, without its line end. */
  write: (line: string) => void;
}

/** Writes a line at a level. */
export type Log = (level: string, ...values: unknown[]) => void;

/**
 * Turns a worker's console and its standard streams into log lines, as Lambda's Node.js runtime
 * writes them (AWS Lambda guide, "Log and monitor Node.js Lambda functions").
 */
export function replaceConsole({ logFormat, requestId, write }: ConsoleTools): Log {
  const messageOf = (values: unknown[]): unknown => {
    const [only] = values;
    // A lone object stays one; an error says more as text than as its own properties.
    const isObject = typeof only === 'object' && only !== null && !(only instanceof Error);
    return values.length === 1 && isObject ? only : format(...values);
  };
  const jsonLine = (level: string, values: unknown[]): string => {
    const head = { timestamp: new Date().toISOString(), level, requestId: requestId() };
    try {
      return JSON.stringify({ ...head, message: messageOf(values) });
    } catch {
      return JSON.stringify({ ...head, message: format(...values) });
    }
  };
  const log: Log = (level, ...values) => {
    const time = new Date().toISOString();
    if (logFormat === 'JSON') write(jsonLine(level, values));
    else write(`${time}\t${requestId()}\t${level}\t${format(...values)}`);
  };
  const levels = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG' };
  for (const [method, level] of Object.entries({ ...levels, trace: 'TRACE' })) {
    Reflect.set(console, method, (...values: unknown[]) => log(level, ...values));
  }
  const writeRaw = (chunk: string | Uint8Array): boolean => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    write(text.replace(/\n$/, ''));
    return true;
  };
  Reflect.set(process.stdout, 'write', writeRaw);
  Reflect.set(process.stderr, 'write', writeRaw);
  return log;
}
