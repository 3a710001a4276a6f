import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of a process, user and system, and of each of its threads where the platform says it. */
export interface Usage {
  cpuUs: number;
  threadsUs: Readonly<Record<string, number>>;
}

/**
 * Of the process that calls it. Nobody reads another's: on some kernels a process that has read
 * `/proc/PID/task` of a child spins in `wait4` when that child ends.
 */
export function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuUs: user + system, threadsUs: ownThreads() };
}

/** From Linux's `/proc` (proc(5), `stat`, fields 14 and 15, in hundredths of a second); empty elsewhere. */
function ownThreads(): Record<string, number> {
  const folder = '/proc/self/task';
  try {
    return Object.fromEntries(
      readdirSync(folder).map((id) => [id, cpuUsOf(`${folder}/${id}/stat`)]),
    );
  } catch {
    return {};
  }
}

function cpuUsOf(path: string): number {
  const stat = readFileSync(path, 'latin1');
  // The second field is the program's name in parentheses, which may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** What the shell's `times` says of the programs it has run: `0m1.500s 0m0.250s`, in its second line. */
export function childrenCpuUs(times: string): number {
  const [, children = ''] = times.trim().split('\n');
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, s]) => sum + Number(minutes) * 60e6 + Number(s) * 1e6, 0);
}
