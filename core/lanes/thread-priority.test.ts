import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// In a process of its own: what gives way stays so.
const program = `
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { knownThreads } from './dist-modules/core/lanes/thread-priority.js';

const worker = \`
  import { readlinkSync } from 'node:fs';
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', () => {});
  parentPort.postMessage(Number(readlinkSync('/proc/thread-self').split('/').at(-1)));
\`;
const known = knownThreads();
const thread = new Worker(worker, { eval: true });
thread.on('message', (id) => {
  known.giveWay();
  console.log(JSON.stringify({ main: getPriority(process.pid), worker: getPriority(id) }));
  void thread.terminate();
});
`;

describe.skipIf(!existsSync('/proc/thread-self'))('known threads (Linux)', () => {
  it('are not brought back by it where they were nicer still', () => {
    const nice = "import { setPriority } from 'node:os'; setPriority(19);";
    expect(JSON.parse(run(nice + program))).toEqual({ main: 19, worker: 19 });
  });

  it('give way to a thread that started after them, which keeps its priority', () => {
    const before = JSON.parse(
      run("import { getPriority } from 'node:os'; console.log(getPriority());"),
    );
    const { main, worker } = JSON.parse(run(program));
    expect(worker).toBe(before);
    expect(main).toBe(Math.max(before, 10));
  });
});

function run(source: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
  });
}
