import { messageOf } from '../../core/base/errors.js';
import { runBareLoop } from './bare-loop.js';
import { runBareSdkLoop } from './bare-sdk-loop.js';
import { ownCpuUs } from './cpu-time.js';
import type { GeneratorJob, GeneratorNews, GeneratorOrder, Load } from './job.js';
import { runPacedLoop } from './paced-loop.js';
import { runReprise } from './reprise-run.js';
import { runWireLoop } from './wire-loop.js';

function tell(news: GeneratorNews): Promise<void> {
  return new Promise((resolve) => process.send?.(news, () => resolve()));
}

function start(job: GeneratorJob): Load {
  const started = (): void =>
    void tell({ type: 'started', atUs: Number(process.hrtime.bigint()) / 1000 });
  if (job.kind === 'reprise') return runReprise(job, started);
  if (job.pace) return runPacedLoop(job, job.pace, started);
  if (job.client === 'wire') return runWireLoop(job, started);
  return job.client === 'sdk' ? runBareSdkLoop(job, started) : runBareLoop(job, started);
}

/** The program: one generator, its job in the first argument, its parent at the other end of the channel. */
async function main(): Promise<void> {
  const load = start(JSON.parse(process.argv[2] ?? '') as GeneratorJob);
  process.on('message', (order: GeneratorOrder) => {
    if (order === 'cpu') void tell({ type: 'cpu', us: ownCpuUs() });
    else load.end();
  });
  process.on('disconnect', () => process.exit());
  await tell({ type: 'ended', figures: await load.ended });
}

main()
  .catch((error) => tell({ type: 'failed', message: messageOf(error) }))
  .finally(() => process.exit());
