import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchContext } from './benchmark.js';
import type { FollowerJob, FollowerNews } from './load/follower.js';
import { LogServer } from './server/log-server.js';

const program = fileURLToPath(new URL('load/follower.js', import.meta.url));

/**
 * A million events (ten with `--long`) followed by their log: their ids stored as a run stores them,
 * START and REPORT of each read with the SDK's client from a server in another process, at the pace of
 * FilterLogEvents' quota (50,000 lines a second at most), all of them folded into the book, and once
 * more in the order of their times. The memory is the most that the follower's own process ever had.
 */
export async function following(context: BenchContext): Promise<void> {
  const { figures, options, workspace } = context;
  const events = options.long ? 10_000_000 : 1_000_000;
  const server = await LogServer.start(events);
  try {
    const databasePath = join(workspace.folder, 'following.db');
    const completed = await runFollower({ databasePath, events, logsUrl: server.url }, context);
    figures.check('each event is completed', completed === events, `${completed} of ${events}`);
  } finally {
    server.close();
  }
}

/** Gives how many events it found completed. */
function runFollower(job: FollowerJob, { figures, progress }: BenchContext): Promise<number> {
  const child = fork(program, [JSON.stringify(job)]);
  return new Promise((resolve, reject) => {
    child.on('message', (news: FollowerNews) => {
      if (news.type === 'ended') return resolve(news.completed);
      figures.add(news.name, news.unit, news.value);
      progress(`${news.name}: ${Math.round(news.value)} ${news.unit}`);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the follower ended too early')));
  });
}
