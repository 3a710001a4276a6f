import type { InvocationHead } from './frames.js';

/** The part of a handler's `context` that says what runs (AWS Lambda guide, "Using the Lambda context object"). */
export function contextOf(head: InvocationHead) {
  const { env } = process;
  return {
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parsed(head.clientContext),
    identity: undefined,
    invokedFunctionArn: head.invokedFunctionArn,
    awsRequestId: head.requestId,
    tenantId: head.tenantId,
    getRemainingTimeInMillis: () => head.deadlineMs - Date.now(),
  };
}

function parsed(clientContext: string | undefined): unknown {
  if (clientContext === undefined) return undefined;
  try {
    return JSON.parse(clientContext);
  } catch (error) {
    throw new Error(`Cannot parse ClientContext as json: ${error}`);
  }
}
