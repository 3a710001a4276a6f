import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { postOtlp } from '../../export/otlp-post.js';
import { LiveMetrics } from './live-metrics.js';
import type { PushNews, PushOrder, PushTarget } from './push-message.js';
import { PushQueue } from './push-queue.js';

const { url: address, headers, everyS, patienceMs } = workerData as PushTarget;
const url = new URL(address);
let metrics: LiveMetrics | undefined;

const queue = new PushQueue({
  deliver: (body, giveUp) => postOtlp(url, body, headers, giveUp),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  nowMs: () => performance.now(),
  random: Math.random,
});

function offer(body: string | undefined): void {
  if (body !== undefined) queue.offer(body);
}

parentPort?.on('message', async (order: PushOrder) => {
  if (order.type === 'run') metrics = new LiveMetrics(order.run, everyS);
  if (order.type === 'interval') offer(metrics?.add(order.interval));
  if (order.type !== 'end') return;
  offer(order.body);
  const news: PushNews = { tally: await queue.end(patienceMs) };
  parentPort?.postMessage(news);
  parentPort?.close();
});
