import type { ProcessCode } from '../config.js';
import type { SandboxFactory } from '../functions/sandbox.js';
import type { AccessKey } from '../signature/credentials.js';
import { lambdaEnvironment, searchPath } from './environment.js';
import { ProcessSandbox } from './process.js';
import { RuntimeApi } from './runtime-api.js';

/** Makes the sandboxes of a program that speaks the Runtime API. */
export function commandSandboxes(code: ProcessCode, credentials: AccessKey): SandboxFactory {
  const { command, workingDirectory, handlerName, environment } = code;
  return (identity) =>
    new ProcessSandbox(identity, {
      command,
      workingDirectory,
      environment: {
        ...searchPath(),
        ...lambdaEnvironment(identity, credentials),
        _HANDLER: handlerName,
        LAMBDA_TASK_ROOT: workingDirectory,
        ...environment,
      },
      createLink: (listener) => new RuntimeApi(listener),
    });
}
