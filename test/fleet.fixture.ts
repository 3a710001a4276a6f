import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { serveFleet } from '../core/fleet/worker.js';
import { packageVersion } from '../session/run/run-meta.js';
import { type Ended, start, temporaryFolder } from './cli.fixture.js';

/** A worker of the built program. */
export interface StartedWorker {
  process: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves when it has said something that matches, with what its first group is. */
  says(pattern: RegExp): Promise<string>;
}

/** Starts a worker, which is gone after the test. */
export function startWorker(
  bus: string,
  name: string,
  options: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): StartedWorker {
  const { process: child, ended } = start(
    [
      'worker',
      '--bus',
      bus,
      '--fleet',
      'test',
      '--name',
      name,
      '--threads',
      '1',
      ...(options.args ?? []),
    ],
    { env: { ...credentials, ...options.env } },
  );
  let said = '';
  const waiting = new Set<() => void>();
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    for (const look of waiting) look();
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    ...{ process: child, ended },
    says: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const match = pattern.exec(said);
          if (!match) return;
          waiting.delete(look);
          resolve(match[1] ?? '');
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Starts workers, and waits until each is there. */
export async function startWorkers(
  bus: string,
  names: readonly string[],
): Promise<StartedWorker[]> {
  const workers = names.map((name) => startWorker(bus, name));
  await Promise.all(workers.map((worker) => worker.says(/waits for a run/)));
  return workers;
}

/** Workers in this process, which end with the test. */
export function serveWorkers(bus: string, fleet: string, names: readonly string[]): void {
  const stop = new AbortController();
  const cacheFolder = temporaryFolder();
  const serving = names.map((name) =>
    serveFleet({
      ...{ bus, fleet, name, threads: 1, version: packageVersion(), cacheFolder },
      stop: stop.signal,
    }),
  );
  onTestFinished(async () => {
    stop.abort();
    await Promise.all(serving);
  });
}

/** What the scripted endpoint does not look at. */
export const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
};

/** A scenario's file in a folder. */
export function scenarioFile(folder: string, text: string): string {
  const file = path.join(folder, 'run.yaml');
  writeFileSync(file, text);
  return file;
}

/** What `reprise run` is told to send from workers. */
export function fleetFlags(bus: string, workers: number): string[] {
  return [
    '--bus',
    bus,
    '--fleet',
    'test',
    '--workers',
    `${workers}`,
    '--ready-within',
    '30s',
    '-q',
  ];
}
