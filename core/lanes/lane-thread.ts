import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock.js';
import { createThreadPacer } from '../drive/pacer.js';
import type { LaneJob, LaneNews, LaneOrder } from './lane-job.js';
import { runLane } from './lane-runner.js';

// The SDK's warning about Node 20 would be printed once more by each thread.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// First: its thread starts while the lane opens.
const pacer = createThreadPacer(systemClock);
const lane = runLane(
  workerData as LaneJob,
  (news: LaneNews) => parentPort?.postMessage(news),
  pacer,
);
parentPort?.on('message', (order: LaneOrder) => lane.order(order));
