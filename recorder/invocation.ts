/** What of Lambda's context is recorded; anything of it may be missing (AWS Lambda guide, Node.js context). */
export interface InvocationContext {
  awsRequestId?: string;
  functionName?: string;
  functionVersion?: string;
  invokedFunctionArn?: string;
  logStreamName?: string;
  clientContext?: unknown;
  tenantId?: string;
  getRemainingTimeInMillis?: () => number;
}

/** How an invocation ended, in the words of a recording. */
export interface Ending {
  functionError?: string;
  errorType?: string;
  errorMessage?: string;
  durationMs?: number;
}

/** An event as it came, to be written now or when it has ended. */
export interface Invocation {
  /** `JSON.stringify` of the event, redacted. */
  payload: string;
  capturedAtUs: number;
  context: InvocationContext;
  /** Whether the handler streams its response. */
  isStreamed: boolean;
}

/** The message of an error is cut after so many characters: it may repeat the event. */
const maxMessageLength = 1024;

/**
 * One line, without a line end, that `reprise record import` reads: the envelope of
 * `core/recording/envelope.ts` without its checksum, since loading `node:crypto` takes longer than
 * all the rest of this folder.
 */
export function envelopeLine(
  { payload, capturedAtUs, context, isStreamed }: Invocation,
  ending: Ending = {},
): string {
  const { awsRequestId, functionName, functionVersion, invokedFunctionArn } = context;
  const { clientContext, tenantId } = context;
  return JSON.stringify({
    reprise: 1,
    capturedAtUs,
    functionName: functionName ?? nameIn(invokedFunctionArn),
    qualifier: qualifierIn(invokedFunctionArn),
    clientContext: clientContext ? base64(JSON.stringify(clientContext)) : undefined,
    tags: tagsOf(tenantId, isStreamed),
    outcome: { requestId: awsRequestId, executedVersion: functionVersion, ...ending },
    payload,
  });
}

/** As `core/recording/event.ts` names them: by these the event is sent to the same tenant, and as a stream. */
function tagsOf(tenantId: string | undefined, isStreamed: boolean): object | undefined {
  if (tenantId === undefined && !isStreamed) return undefined;
  return { tenantId, operation: isStreamed ? 'InvokeWithResponseStream' : undefined };
}

/** What a handler threw, rejected with or gave to its callback, as Lambda's runtime reports it. */
export function failureOf(thrown: unknown): Ending {
  const isError = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  const errorType = isError && 'name' in thrown ? String(thrown.name) : typeof thrown;
  const errorMessage = String(isError ? thrown.message : thrown).slice(0, maxMessageLength);
  return { functionError: 'Unhandled', errorType, errorMessage };
}

/** `arn:aws:lambda:eu-west-1:123456789012:function:checkout:live` */
function nameIn(arn: string | undefined): string | undefined {
  return arn?.split(':')[6];
}

function qualifierIn(arn: string | undefined): string | undefined {
  return arn?.split(':')[7];
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
