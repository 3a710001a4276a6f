import { HeaderTable } from '../wire/header-table.js';

/** The headers of an answer that say something of the invocation; the rest is not read. */
export interface AnswerHeaders {
  /** `x-amzn-RequestId` */
  requestId?: string;
  /** `x-amzn-ErrorType` */
  errorType?: string;
  /** `X-Amz-Function-Error` */
  functionError?: string;
  /** `X-Amz-Executed-Version` */
  executedVersion?: string;
  /** `X-Amz-Log-Result`, base64 */
  logResult?: string;
  /** `X-Amz-Durable-Execution-Arn` */
  durableExecutionArn?: string;
  /** `Retry-After` */
  retryAfter?: string;
  /** `Content-Type` */
  contentType?: string;
  /** `Content-Encoding`; a proxy may compress what nobody asked it to. */
  contentEncoding?: string;
}

/** One complete HTTP answer, as any client hands it to `classify`. */
export interface Answer {
  statusCode: number;
  headers: AnswerHeaders;
  /** Absent where `needsBody` said that only its length counts. */
  body?: Uint8Array;
  bodyBytes: number;
}

const fields: Readonly<Record<string, keyof AnswerHeaders>> = {
  'x-amzn-requestid': 'requestId',
  'x-amzn-errortype': 'errorType',
  'x-amz-function-error': 'functionError',
  'x-amz-executed-version': 'executedVersion',
  'x-amz-log-result': 'logResult',
  'x-amz-durable-execution-arn': 'durableExecutionArn',
  'retry-after': 'retryAfter',
  'content-type': 'contentType',
  'content-encoding': 'contentEncoding',
};

/** Picks the headers out of a record whose names are lower case, as the SDK's handler gives them. */
export function headersOfRecord(record: Readonly<Record<string, string>>): AnswerHeaders {
  const headers: AnswerHeaders = {};
  for (const name in fields) {
    const value = record[name];
    const field = fields[name];
    if (value !== undefined && field !== undefined) headers[field] = value;
  }
  return headers;
}

/** The same, as they stand in the bytes that came. */
export const answerTable: HeaderTable<AnswerHeaders> = new HeaderTable(fields);

/** Picks the same out of undici's raw list: name, value, name, value, as they came. */
export function headersOfRaw(raw: readonly Buffer[]): AnswerHeaders {
  const headers: AnswerHeaders = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name, value] = [raw[index], raw[index + 1]];
    const field = name && answerTable.fieldOf(name, 0, name.length);
    if (field !== undefined && value !== undefined) headers[field] = value.toString('latin1');
  }
  return headers;
}

/** More of a refusal's or a failure's body is not read: Lambda's own are of a few hundred bytes. */
export const maxErrorBodyBytes = 256 * 1024;

/** True where the body says what kind of failure it was, so that its bytes must be kept. */
export function needsBody(statusCode: number, headers: AnswerHeaders): boolean {
  return !isSuccess(statusCode) || headers.functionError !== undefined || mayBeForeign(headers);
}

/** 200 for `RequestResponse`, 202 for `Event`, 204 for `DryRun` (AWS Lambda API reference, Invoke). */
export function isSuccess(statusCode: number): boolean {
  return statusCode === 200 || statusCode === 202 || statusCode === 204;
}

/** Every answer of Lambda's carries a request id, and none is HTML. */
function mayBeForeign(headers: AnswerHeaders): boolean {
  return headers.requestId === undefined && headers.contentType?.startsWith('text/html') === true;
}

/**
 * Not Lambda's answer, whatever its status: a page that a proxy or a captive portal put in the way.
 * An emulator may call an empty body or plain text HTML; a page begins with a tag.
 */
export function isForeign(headers: AnswerHeaders, body: Uint8Array | undefined): boolean {
  return mayBeForeign(headers) && body !== undefined && firstVisible(body) === 0x3c;
}

/** The first byte that is no white space, behind a byte order mark. */
function firstVisible(body: Uint8Array): number | undefined {
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  for (let index = start; index < body.length; index += 1) {
    const byte = body[index] as number;
    if (byte > 0x20) return byte;
  }
  return undefined;
}

/** One body out of its chunks, in memory of its own: a chunk may be a window into a socket's buffer. */
export function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
