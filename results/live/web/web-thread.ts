import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../../../core/base/defined.js';
import { messageOf, RepriseError } from '../../../core/base/errors.js';
import type { ReportDocument } from '../../document/document.js';
import { LiveRun } from './live-run.js';
import { PageServer } from './page-server.js';
import type { WebNews, WebOrder } from './web-message.js';

let live: LiveRun | undefined;
const server = new PageServer(() => live?.page() ?? waiting);

const waiting: ReportDocument = {
  title: 'Reprise',
  headline: {
    tone: 'plain',
    verdict: 'Not yet running',
    reason: 'the first second is still to come',
    lines: ['Reprise'],
    facts: [],
  },
  sections: [],
};

const tell = (news: WebNews): void => parentPort?.postMessage(news);

try {
  tell({ type: 'listening', url: await server.listen((workerData as { port: number }).port) });
} catch (error) {
  const hint = error instanceof RepriseError ? error.hint : undefined;
  tell({ type: 'failed', message: messageOf(error), ...defined({ hint }) });
}

parentPort?.on('message', async (order: WebOrder) => {
  if (order.type === 'end') {
    await server.end(order.page, order.name);
    parentPort?.close();
    return;
  }
  if (order.type === 'run') live = new LiveRun(order.run);
  else live?.add(order.interval);
  server.refresh();
});
