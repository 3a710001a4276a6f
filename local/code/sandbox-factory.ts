import type { LocalClock } from '../clock.js';
import type { FunctionCode } from '../config.js';
import type { SandboxFactory } from '../functions/sandbox.js';
import type { AccessKey } from '../signature/credentials.js';
import { commandSandboxes } from './command.js';
import { handlerSandboxes } from './handler.js';
import { syntheticSandboxes } from './synthetic.js';

/** How the execution environments of one version are made. `stream` names its random numbers. */
export function sandboxFactory(
  code: FunctionCode,
  seed: number,
  stream: string,
  clock: LocalClock,
  credentials: AccessKey,
): SandboxFactory {
  switch (code.kind) {
    case 'synthetic':
      return syntheticSandboxes(code, seed, stream, clock);
    case 'handler':
      return handlerSandboxes(code, credentials);
    case 'process':
      return commandSandboxes(code, credentials);
  }
}
