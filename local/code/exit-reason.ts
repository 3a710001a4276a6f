/** What Go's runtime, in which Lambda's own supervisor is written, calls a signal (package syscall, Linux). */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGALRM: 'alarm clock',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
};

/** `exit status 1`, `signal: killed`; undefined for a process that exited with 0. */
export function exitReason(
  status: number | null,
  signal: NodeJS.Signals | null,
): string | undefined {
  if (signal !== null) return `signal: ${signalNames[signal] ?? signal}`;
  return status === 0 || status === null ? undefined : `exit status ${status}`;
}

/** How Go words what an operating system says when a program cannot be started. */
const startFaults: Partial<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  ENOEXEC: 'exec format error',
  ENOTDIR: 'not a directory',
};

/** `fork/exec ./bootstrap: no such file or directory` */
export function startFault(program: string, error: Error & { code?: string }): string {
  return `fork/exec ${program}: ${startFaults[error.code ?? ''] ?? error.message}`;
}
