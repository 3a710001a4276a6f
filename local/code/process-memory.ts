import { readFileSync } from 'node:fs';

/**
 * Megabytes of memory that a process and its descendants hold now, from `/proc` (Linux, proc(5):
 * VmRSS, task/<tid>/children); undefined where there is no such thing or the process has gone.
 */
export function residentMb(pid: number): number | undefined {
  const own = residentKb(pid);
  if (own === undefined) return undefined;
  let totalKb = own;
  // A descendant may end between the two reads; then it holds nothing.
  for (const child of childrenOf(pid)) totalKb += (residentMb(child) ?? 0) * 1024;
  return totalKb / 1024;
}

function residentKb(pid: number): number | undefined {
  const status = readText(`/proc/${pid}/status`);
  if (status === undefined) return undefined;
  // A process that has ended and waits to be reaped has no such line.
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}

function childrenOf(pid: number): number[] {
  const pids = readText(`/proc/${pid}/task/${pid}/children`)?.trim() ?? '';
  return pids === '' ? [] : pids.split(' ').map(Number);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
