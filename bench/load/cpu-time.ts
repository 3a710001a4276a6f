/**
 * CPU time of the process that calls it so far, user and system, of all its threads. Nobody reads
 * `/proc/PID/task`, not even of its own process: on some kernels a parent spins in `wait4` when a
 * child ends whose `/proc/PID/task` somebody has read.
 */
export function ownCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** What the shell's `times` says of the programs it has run: `0m1.500s 0m0.250s`, in its second line. */
export function childrenCpuUs(times: string): number {
  const [, children = ''] = times.trim().split('\n');
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, s]) => sum + Number(minutes) * 60e6 + Number(s) * 1e6, 0);
}
