import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { type Ended, type Started, start, temporaryFolder } from '../cli.fixture.js';
import { answers, type ScriptedEndpoint, scriptedEndpoint } from '../scripted-endpoint.fixture.js';

declare module 'vitest' {
  interface TaskMeta {
    /** Of a test that tries a fault in more than one way at once; default: 1, and whether it passed. */
    tried?: number;
    survived?: number;
  }
}

/** Keys that nobody has, in a region that nobody asks: what the program needs to sign at all. */
export const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
};

/** A folder, an endpoint that answers everything and counts it, and the program. */
export interface Workbench {
  folder: string;
  db: string;
  endpoint: ScriptedEndpoint;
  at(name: string): string;
  /** Writes a file into the folder, and gives its path. */
  write(name: string, text: string): string;
  start(args: readonly string[], env?: NodeJS.ProcessEnv): Started;
}

export async function workbench(
  answer: Parameters<typeof scriptedEndpoint>[0] = (_, response, incoming) =>
    answers.ok?.(response, incoming),
): Promise<Workbench> {
  const folder = temporaryFolder();
  const endpoint = await scriptedEndpoint(answer);
  onTestFinished(() => endpoint.close());
  const at = (name: string): string => path.join(folder, name);
  return {
    ...{ folder, endpoint, at, db: at('r.db') },
    write(name, text) {
      writeFileSync(at(name), text);
      return at(name);
    },
    start(args, env = {}) {
      const started = start(args, {
        cwd: folder,
        env: { ...credentials, AWS_ENDPOINT_URL_LAMBDA: endpoint.url, ...env },
      });
      onTestFinished(() => void started.process.kill('SIGKILL'));
      return started;
    },
  };
}

/** Waits until something is so; a test's own limit of time ends a wait in vain. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5);
}

/** Expects that it ended by one of these codes, of its own accord, and calls nothing a defect. */
export function expectEnd({ code, signal, stderr }: Ended, ...codes: number[]): void {
  expect([signal, codes.includes(code ?? -1) ? codes : code], stderr).toEqual([null, codes]);
  expect(stderr).not.toContain('a defect in reprise');
  expect(stderr).not.toMatch(/\n\s+at .*\.js:\d+/);
}

/** A summary that was written with `--out json=FILE`. */
export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** Whether this machine lets the test mount file systems of its own. */
export const mayMount = ((): boolean => {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

export function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
