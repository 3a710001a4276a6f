import { expect, it } from 'vitest';
import type { LaneJob, LaneNews } from './lane-job.js';
import { runLane } from './lane-runner.js';

it('a lane that cannot open says why, and leaves no pacer behind', async () => {
  let isClosed = false;
  const pacer = {
    wakeAt: () => () => {},
    polledUs: 0,
    close: () => {
      isClosed = true;
    },
  };
  const job = { lane: 0, databasePath: '/nowhere/at/all.db' } as LaneJob;
  const news = await new Promise<LaneNews>((tell) => runLane(job, tell, pacer));
  expect(news).toMatchObject({
    type: 'failed',
    message: expect.stringContaining('/nowhere/at/all.db'),
  });
  expect(isClosed).toBe(true);
});
