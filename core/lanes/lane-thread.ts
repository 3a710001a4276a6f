import { parentPort } from 'node:worker_threads';
import { systemClock } from '../base/clock.js';
import { createThreadPacer } from '../drive/pacer.js';
import type { LaneJob, LaneNews, LaneOrder } from './lane-job.js';
import { runLane } from './lane-runner.js';

// The SDK's warning about Node 20 would be printed once more by each thread.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Its own thread starts meanwhile.
const pacer = createThreadPacer(systemClock);

parentPort?.once('message', (job: LaneJob) => {
  const lane = runLane(job, (news: LaneNews) => parentPort?.postMessage(news), pacer);
  parentPort?.on('message', (order: LaneOrder) => lane.order(order));
});
