import { HeaderTable } from './header-table.js';
import { ResponseReader } from './response-reader.js';

interface Headers {
  requestId?: string;
}

const table = new HeaderTable<Headers>({ 'x-amzn-requestid': 'requestId' });

/**
 * What a reader makes of an answer that comes in these pieces and then ends: `200 kept {}`, with the
 * request id where it has one, `cut off`, or why it is none.
 */
export function readOdd(pieces: readonly Buffer[]): string {
  const reader = new ResponseReader<Headers>(table, () => ({}));
  let head = '';
  let body = '';
  reader.start({
    head: (statusCode, { requestId }) => {
      head = `${statusCode}${requestId === undefined ? '' : ` <${requestId}>`}`;
    },
    body: (bytes, from, to) => {
      body += bytes.toString('latin1', from, to);
    },
  });
  for (const piece of pieces) reader.push(piece, piece.length);
  const isWhole = reader.isOver || (reader.fault === undefined && reader.finish());
  if (reader.fault !== undefined) return reader.fault;
  if (!isWhole) return 'cut off';
  return `${head} ${reader.isReusable ? 'kept' : 'closed'} ${body}`.trimEnd();
}
