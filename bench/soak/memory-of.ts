import { execFileSync } from 'node:child_process';

/** Resident memory of a process in MB, from `ps`, which every Unix has; undefined where it has ended. */
export function memoryOf(pid: number): number | undefined {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) / 1024;
  } catch {
    return undefined;
  }
}
