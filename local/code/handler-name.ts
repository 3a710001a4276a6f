import { dirname, relative } from 'node:path';
import type { HandlerCode } from '../config.js';

/** The folder that a handler runs in: what `LAMBDA_TASK_ROOT` says. */
export function taskRoot({ modulePath, taskRoot: root }: HandlerCode): string {
  return root ?? dirname(modulePath);
}

/** `src/app.handler`: what `_HANDLER` and the function's configuration say. */
export function handlerName(code: HandlerCode): string {
  const path = relative(taskRoot(code), code.modulePath).replaceAll('\\', '/');
  return `${path.replace(/\.[^./]+$/, '')}.${code.exportName}`;
}
