import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time of each thread of a process, from Linux's `/proc` (proc(5), `stat`, fields 14 and 15, in
 * hundredths of a second); empty elsewhere, or when the process is gone.
 */
export function threadCpuUs(pid: number): Map<string, number> {
  const folder = `/proc/${pid}/task`;
  try {
    return new Map(readdirSync(folder).map((id) => [id, cpuUsOf(`${folder}/${id}/stat`)]));
  } catch {
    return new Map();
  }
}

/** CPU time of a whole process, from `/proc`. Throws where there is none. */
export function processCpuUs(pid: number): number {
  return cpuUsOf(`/proc/${pid}/stat`);
}

function cpuUsOf(path: string): number {
  const stat = readFileSync(path, 'latin1');
  // The second field is the program's name in parentheses, which may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
