import { fileURLToPath } from 'node:url';
import { builtProgram } from '../../core/base/thread.js';
import type { HandlerCode } from '../config.js';
import type { SandboxFactory } from '../functions/sandbox.js';
import type { AccessKey } from '../signature/credentials.js';
import { lambdaEnvironment, nodeEnvironment } from './environment.js';
import { HandlerChannel } from './handler-channel.js';
import { handlerName, taskRoot } from './handler-name.js';
import { ProcessSandbox } from './process.js';

const program = new URL('./handler-main.js', import.meta.url);

/**
 * Makes the sandboxes of one handler version: a Node.js process for each execution environment. A
 * thread would start sooner, but it has no working directory, no environment for libraries in C and
 * no memory of its own, and a handler that exits or runs wild would take its neighbors along.
 */
export function handlerSandboxes(code: HandlerCode, credentials: AccessKey): SandboxFactory {
  const runtime = fileURLToPath(builtProgram(program));
  const root = taskRoot(code);
  return (identity) =>
    new ProcessSandbox(identity, {
      command: [
        process.execPath,
        `--max-old-space-size=${identity.memoryMb}`,
        runtime,
        code.modulePath,
        code.exportName,
      ],
      workingDirectory: root,
      environment: {
        ...lambdaEnvironment(identity, credentials),
        ...nodeEnvironment(root),
        _HANDLER: handlerName(code),
        ...code.environment,
      },
      createLink: (listener) => new HandlerChannel(listener),
      outOfMemoryLine: /JavaScript heap out of memory/,
    });
}
