import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../core/base/random.js';
import type { Started } from '../cli.fixture.js';
import { until } from './workbench.fixture.js';

/** Of each command. */
export const moments = [1, 2, 3, 4, 5];

/** Another seed: other moments. `FAULT_SEED=7 npm run test:faults` */
export const seed = Number(process.env.FAULT_SEED ?? 1);

/** Kills it in the middle: a few times while it starts, else that long after `isUnderWay`. */
export async function killAtRandom(
  { process: child, ended }: Started,
  random: Random,
  isUnderWay: () => boolean,
  withinMs: number,
): Promise<void> {
  if (random() < 0.2) {
    await sleep(random() * 400);
  } else {
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    await until(() => isUnderWay() || isOver);
    await sleep(random() * withinMs);
  }
  child.kill('SIGKILL');
  await ended;
}
