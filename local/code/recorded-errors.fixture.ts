/** What the service answered for failures of a runtime in 2025-11, keys in its order, ids replaced. */
export const recordedErrors = {
  timeout:
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: <id> Error: Task timed out after 1.00 seconds"}',
  exit: '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: <id> Error: Runtime exited without providing a reason"}',
  exitStatus: (status: number) =>
    `{"errorType":"Runtime.ExitError","errorMessage":"RequestId: <id> Error: Runtime exited with error: exit status ${status}"}`,
  tooLarge:
    '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
};
