import type { WorkerInvoke, WorkerStart } from './handler-messages.js';

/** Ends an invocation: with an error unless that is null or undefined, else with a result. */
export type SettleInvocation = (error: unknown, result?: unknown) => void;

/** The `context` that a handler gets (AWS Lambda guide, "Using the Lambda context object"). */
export type HandlerContext = ReturnType<typeof contextOf>;

/** Makes the context of one invocation; its old ways to answer go to `settle`. */
export function contextOf(start: WorkerStart, invoke: WorkerInvoke, settle: SettleInvocation) {
  const { clientContext, deadlineMs } = invoke;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: start.functionVersion,
    functionName: start.functionName,
    memoryLimitInMB: String(start.memoryMb),
    logGroupName: start.logGroupName,
    logStreamName: start.logStreamName,
    clientContext: clientContext === undefined ? undefined : JSON.parse(clientContext),
    identity: undefined,
    invokedFunctionArn: invoke.invokedFunctionArn,
    awsRequestId: invoke.requestId,
    tenantId: invoke.tenantId,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    done: settle,
    succeed: (result: unknown) => settle(null, result),
    fail: (error: unknown) => settle(error ?? 'handled'),
  };
}
