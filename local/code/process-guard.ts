import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Reads `+<pid>` and `-<pid>`, and when its input ends kills the process groups that are left. It
 * outlives a signal to the terminal's group and this process's own death by any signal.
 */
export const guardProgram = `
trap '' INT TERM HUP
pids=' '
while read -r op pid; do
  case $op in
    +) pids="$pids$pid " ;;
    -) case $pids in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
  esac
done
for pid in $pids; do kill -9 -"$pid" 2>/dev/null; done
`;

/**
 * Sees to it that no process group stays behind when this process is killed. One small shell for
 * all groups, there while there is one; where there is no `sh` nothing is guarded.
 */
export class ProcessGuard {
  #shell: ChildProcess | undefined;
  #count = 0;

  /** From now on the group of this leader must not outlive this process. */
  watch(pid: number): void {
    this.#count++;
    this.#shell ??= startShell();
    this.#tell('+', pid);
  }

  /** The leader has ended: its number may be another's soon. */
  forget(pid: number): void {
    this.#count--;
    this.#tell('-', pid);
    if (this.#count > 0) return;
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  #tell(operation: '+' | '-', pid: number): void {
    this.#shell?.stdin?.write(`${operation} ${pid}\n`);
  }
}

function startShell(): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', guardProgram], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return shell;
}
