import { parentPort, workerData } from 'node:worker_threads';
import { loadFault, runtimeError } from './handler-errors.js';
import type { WorkerError, WorkerStart } from './handler-messages.js';
import { type Handler, HandlerRuntime } from './handler-runtime.js';

/** The program of one execution environment's thread; `workerData` is its `WorkerStart`. */
function main(start: WorkerStart): void {
  if (!parentPort) throw new Error('This program is started in a thread.');
  const runtime = new HandlerRuntime(parentPort, start);
  import(start.moduleUrl).then(
    (module) => {
      const handler = exported(module, start.exportName);
      if (typeof handler === 'function') runtime.serve(handler as Handler);
      else runtime.refuse(noHandler(handler, start));
    },
    (error: unknown) => runtime.refuse(loadFault(error)),
  );
}

/** Under its name; a CommonJS module's may stand in its `default` alone. */
function exported(module: Record<string, unknown>, name: string): unknown {
  const { default: fallback } = module;
  const inner = typeof fallback === 'object' && fallback !== null ? fallback : {};
  return module[name] ?? Reflect.get(inner, name);
}

function noHandler(found: unknown, { moduleUrl, exportName }: WorkerStart): WorkerError {
  const what = found === undefined ? 'is undefined or not exported' : 'is not a function';
  const fileName = moduleUrl.slice(moduleUrl.lastIndexOf('/') + 1);
  const name = `${fileName.replace(/\.[^.]+$/, '')}.${exportName}`;
  return runtimeError('Runtime.HandlerNotFound', `${name} ${what}`);
}

main(workerData as WorkerStart);
