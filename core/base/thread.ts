import { existsSync } from 'node:fs';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { RepriseError } from './errors.js';

/** The directory that this module's own path counts from: the package's, or its `dist`. */
const root = new URL('../../', import.meta.url);

/** What a thread may be given beside its data. */
export type ThreadOptions = Omit<WorkerOptions, 'workerData' | 'execArgv' | 'eval'>;

/**
 * Starts a program of this package in a thread of its own, with `data` as its `workerData`.
 * `program` is `new URL('./some-thread.js', import.meta.url)` of the module that starts it. Throws
 * `RepriseError` when it runs from source and nothing was built.
 */
export function startThread(program: URL, data: unknown, options: ThreadOptions = {}): Worker {
  // The host's own flags (a test runner's loader) are none of the thread's business.
  return new Worker(builtProgram(program), { ...options, workerData: data, execArgv: [] });
}

/**
 * A program of this package for another thread or process: beside the module that starts it once
 * compiled; from source, in the build of the same package.
 */
export function builtProgram(program: URL): URL {
  const path = program.href.slice(root.href.length);
  const built = [program, new URL(`dist/${path}`, root)].find((url) => existsSync(url));
  if (built) return built;
  throw new RepriseError(`The program ${path} is not built.`, {
    hint: 'Run npm run build.',
  });
}
