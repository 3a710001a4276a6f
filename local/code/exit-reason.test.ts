import { expect, test } from 'vitest';
import { exitReason, startFault } from './exit-reason.js';

test.each([
  [0, null, undefined],
  [1, null, 'exit status 1'],
  [127, null, 'exit status 127'],
  [null, 'SIGKILL', 'signal: killed'],
  [null, 'SIGSEGV', 'signal: segmentation fault'],
  [null, 'SIGABRT', 'signal: aborted'],
  [null, 'SIGWINCH', 'signal: SIGWINCH'],
] as const)('status %j, signal %j', (status, signal, reason) => {
  expect(exitReason(status, signal)).toBe(reason);
});

test.each([
  ['ENOENT', 'fork/exec /var/task/bootstrap: no such file or directory'],
  ['EACCES', 'fork/exec /var/task/bootstrap: permission denied'],
  ['ENOEXEC', 'fork/exec /var/task/bootstrap: exec format error'],
  ['EMFILE', 'fork/exec /var/task/bootstrap: spawn EMFILE'],
])('a program that cannot be started: %s', (code, message) => {
  const error = Object.assign(new Error(`spawn ${code}`), { code });
  expect(startFault('/var/task/bootstrap', error)).toBe(message);
});
