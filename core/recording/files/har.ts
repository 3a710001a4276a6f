import { defined } from '../../base/defined.js';
import { invocationTypes } from '../../invoke/client.js';
import { readFunctionError } from '../../invoke/function-error.js';
import { parseFunctionReference } from '../../invoke/function-name.js';
import { sketchJson } from '../../json/sketch.js';
import type { JsonValue } from '../../json/spans.js';
import { parseTimeUs } from '../capture-time.js';
import { type RecordedEvent, type RecordedOutcome, streamedTags } from '../event.js';
import { type Refuse, readEvents } from './documents.js';
import type { ImportContext, Importer } from './importer.js';
import { present } from './unwrap.js';

/**
 * The calls of Invoke in an HTTP archive (HAR 1.2, as browsers and debugging proxies save it): bodies,
 * headers, times and answers. Other calls are passed over.
 */
export const har: Importer = {
  describe: 'an HTTP archive (HAR): its calls of Invoke',
  recognises: (head) => {
    const seen = sketchJson(head)?.documents[0];
    if (seen === undefined) return false;
    return seen.has('log.creator') || seen.has('log.entries[].request') || isEntry(seen);
  },
  read: (stream, context) => readEvents(stream, context, callsIn),
};

/** An entry by itself, as `jq .log.entries` gives them. */
function isEntry(seen: ReadonlyMap<string, string>): boolean {
  return seen.has('startedDateTime') && seen.has('request.url');
}

/** AWS Lambda API reference, Invoke and InvokeWithResponseStream. */
const invokePath =
  /^\/(?:2015-03-31\/functions\/([^/]+)\/invocations|2021-11-15\/functions\/([^/]+)\/response-streaming-invocations)\/?$/;

function* callsIn(
  archive: JsonValue,
  refuse: Refuse,
  { seen }: ImportContext,
): Generator<RecordedEvent, void, void> {
  const entries = archive.at('log', 'entries');
  const isAlone = archive.at('request', 'url') !== undefined;
  if (entries?.kind !== 'array' && !isAlone) {
    refuse(archive, 'Not an HTTP archive: it has no list log.entries.');
    return;
  }
  for (const entry of isAlone ? [archive] : (entries?.elements() ?? [])) {
    const target = targetOf(entry.at('request'));
    if (!target) {
      seen.otherCalls += 1;
      continue;
    }
    const payload = payloadOf(entry.at('request', 'postData'));
    if (payload) yield { payload, ...target, ...circumstances(entry) };
    else refuse(entry, 'The body of this call of Invoke was not kept (postData without text).');
  }
}

/** Undefined for what is not a call of Invoke. */
function targetOf(
  request: JsonValue | undefined,
): Pick<RecordedEvent, 'functionName' | 'qualifier' | 'tags'> | undefined {
  const text = request?.at('url')?.text() ?? '';
  if (request?.at('method')?.text() !== 'POST' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const [, invoked, streamed] = invokePath.exec(url.pathname) ?? [];
  const segment = invoked ?? streamed;
  const parsed = segment === undefined ? undefined : parseFunctionReference(decode(segment));
  if (!parsed) return undefined;
  const qualifier = url.searchParams.get('Qualifier') ?? parsed.qualifier;
  return {
    functionName: parsed.name,
    ...defined({ qualifier }),
    // As the recording proxy tags it, so that it is streamed again.
    ...(streamed !== undefined && { tags: streamedTags }),
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** No `postData` is a call without a body; HAR has no word for base64 in requests, but tools that need one say `encoding`. */
function payloadOf(postData: JsonValue | undefined): Uint8Array | undefined {
  if (postData?.kind !== 'object') return new Uint8Array();
  return bodyOf(postData);
}

function bodyOf(content: JsonValue | undefined): Uint8Array | undefined {
  const text = content?.at('text')?.text();
  if (text === undefined) return undefined;
  return Buffer.from(text, content?.at('encoding')?.text() === 'base64' ? 'base64' : 'utf8');
}

function circumstances(entry: JsonValue): Omit<RecordedEvent, 'payload'> {
  const request = headersOf(entry.at('request', 'headers'));
  const type = request.get('x-amz-invocation-type') ?? 'RequestResponse';
  const invocationType = invocationTypes.find((known) => known === type);
  const capturedAtUs = parseTimeUs(entry.at('startedDateTime')?.text() ?? '');
  const clientContext = request.get('x-amz-client-context');
  return {
    outcome: outcomeOf(entry),
    ...defined({ capturedAtUs }),
    ...(invocationType && { invocationType }),
    ...defined({ clientContext }),
  };
}

function outcomeOf(entry: JsonValue): RecordedOutcome {
  const headers = headersOf(entry.at('response', 'headers'));
  const functionError = headers.get('x-amz-function-error');
  const status = entry.at('response', 'status')?.number();
  return present({
    // 0 says that no answer came.
    statusCode: status === 0 ? undefined : status,
    functionError,
    ...(functionError !== undefined &&
      readFunctionError(functionError, bodyOf(entry.at('response', 'content')))),
    executedVersion: headers.get('x-amz-executed-version'),
    requestId: headers.get('x-amzn-requestid'),
    durationMs: entry.at('time')?.number(),
  });
}

function headersOf(list: JsonValue | undefined): Map<string, string> {
  const headers = new Map<string, string>();
  for (const header of list?.elements() ?? []) {
    headers.set(header.at('name')?.text()?.toLowerCase() ?? '', header.at('value')?.text() ?? '');
  }
  return headers;
}
