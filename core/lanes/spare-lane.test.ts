import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { laneThread, prepareLane } from './spare-lane.js';

const threads: Worker[] = [];

function take(): Worker {
  const thread = laneThread();
  threads.push(thread);
  return thread;
}

afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
});

it('the lane that was prepared is the first that is taken, and is taken once', () => {
  prepareLane();
  prepareLane();
  // Threads are numbered as they start.
  const between = new Worker('', { eval: true });
  threads.push(between);
  const [first, second] = [take(), take()];
  expect(first.threadId).toBeLessThan(between.threadId);
  expect(second.threadId).toBeGreaterThan(between.threadId);
});

it.each(['prepared', 'started for it'])(
  'a lane that was %s opens the job that is posted to it',
  async (how) => {
    if (how === 'prepared') prepareLane();
    const thread = take();
    thread.postMessage({ lane: 0, databasePath: '/nowhere/at/all.db' });
    const [news] = await once(thread, 'message');
    expect(news).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('/nowhere/at/all.db'),
    });
  },
);

it('a program that ends without a lane is not held up by the one that was prepared', () => {
  const program = `
    import { prepareLane } from './dist-modules/core/lanes/spare-lane.js';
    prepareLane();
    process.stdout.write('over');
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(output).toBe('over');
});
