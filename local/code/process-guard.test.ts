import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { guardProgram, ProcessGuard } from './process-guard.js';

const hasShell = existsSync('/bin/sh');

function startGroup() {
  const child = spawn('/bin/sh', ['-c', 'sleep 600 & wait'], { stdio: 'ignore', detached: true });
  return { pid: child.pid ?? 0, child, ended: once(child, 'exit') };
}

test.skipIf(!hasShell)(
  'when its input ends, the groups that are left are killed (needs sh)',
  async () => {
    const shell = spawn('/bin/sh', ['-c', guardProgram], { stdio: ['pipe', 'ignore', 'inherit'] });
    const groups = [startGroup(), startGroup(), startGroup()] as const;
    for (const { pid } of groups) shell.stdin.write(`+ ${pid}\n`);
    shell.stdin.write(`- ${groups[1].pid}\n`);
    shell.kill('SIGTERM');
    shell.stdin.end();
    expect(await once(shell, 'exit')).toEqual([expect.any(Number), null]);
    expect((await groups[0].ended)[1]).toBe('SIGKILL');
    expect((await groups[2].ended)[1]).toBe('SIGKILL');
    expect(groups[1].child.signalCode).toBeNull();
    process.kill(-groups[1].pid, 'SIGKILL');
    await groups[1].ended;
  },
);

test.skipIf(!hasShell)('what is forgotten is left alone (needs sh)', async () => {
  const guard = new ProcessGuard();
  const group = startGroup();
  guard.watch(group.pid);
  guard.forget(group.pid);
  // The same guard again, with a shell of its own.
  guard.watch(group.pid);
  guard.forget(group.pid);
  expect(group.child.signalCode).toBeNull();
  process.kill(-group.pid, 'SIGKILL');
  expect((await group.ended)[1]).toBe('SIGKILL');
});
