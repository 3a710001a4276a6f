import { type Answer, isForeign, isSuccess } from './answer.js';
import { decoded } from './content-encoding.js';
import { readFunctionError } from './function-error.js';
import { logStreamOfTail } from './log-stream.js';
import type { FunctionError, Ok, Outcome, Rejected, ServiceError, Throttled } from './outcome.js';
import { reportOfTail } from './report-line.js';
import { readServiceException, type ServiceException } from './service-exception.js';

/**
 * What one complete answer means, by its status first: 2xx is the function's answer (failed if
 * `X-Amz-Function-Error` is present, whatever its value), 429 a throttle, other 4xx a refusal,
 * everything else the service's fault, as is a page that is not Lambda's. Both clients use this.
 * `keepResponses` keeps in the outcome the body of what ran, and the log stream where its log names it.
 */
export function classify(received: Answer, keepResponses: boolean): Outcome {
  const answer = decoded(received);
  const { statusCode, headers, body } = answer;
  if (isSuccess(statusCode) && !isForeign(headers, body)) return executed(answer, keepResponses);
  const exception = readServiceException(answer);
  if (statusCode === 429) return throttled(answer, exception);
  const { errorType, errorMessage } = exception;
  const isRefusal = statusCode >= 400 && statusCode < 500;
  const failure: Rejected | ServiceError = {
    kind: isRefusal ? 'rejected' : 'serviceError',
    statusCode,
    errorType,
    errorMessage,
  };
  return withRequestId(failure, answer);
}

function executed(answer: Answer, keepResponses: boolean): Outcome {
  const { statusCode, headers, body, bodyBytes } = answer;
  const { functionError, executedVersion, logResult, durableExecutionArn } = headers;
  const outcome: Ok | FunctionError =
    functionError === undefined
      ? { kind: 'ok', statusCode, responseBytes: bodyBytes }
      : {
          kind: 'functionError',
          statusCode,
          responseBytes: bodyBytes,
          functionError,
          ...readFunctionError(functionError, body),
        };
  if (executedVersion !== undefined) outcome.executedVersion = executedVersion;
  if (durableExecutionArn !== undefined) outcome.durableExecutionArn = durableExecutionArn;
  const report = logResult === undefined ? undefined : reportOfTail(logResult);
  if (report !== undefined) outcome.report = report;
  if (!keepResponses) return withRequestId(outcome, answer);
  const logStream = logResult === undefined ? undefined : logStreamOfTail(logResult);
  if (logStream !== undefined) outcome.logStream = logStream;
  if (body !== undefined) outcome.response = body;
  return withRequestId(outcome, answer);
}

function throttled(answer: Answer, exception: ServiceException): Outcome {
  const outcome: Throttled = {
    kind: 'throttled',
    statusCode: answer.statusCode,
    reason: exception.reason ?? 'Unknown',
    errorMessage: exception.errorMessage,
  };
  const retryAfterSeconds = Number(answer.headers.retryAfter?.trim() || Number.NaN);
  if (retryAfterSeconds >= 0) outcome.retryAfterSeconds = retryAfterSeconds;
  return withRequestId(outcome, answer);
}

function withRequestId<T extends { requestId?: string }>(outcome: T, answer: Answer): T {
  const { requestId } = answer.headers;
  if (requestId !== undefined) outcome.requestId = requestId;
  return outcome;
}
