import { expect, it } from 'vitest';
import type { ClosedStage } from '../schedule/closed.js';
import type { LateStart } from '../schedule/late-start.js';
import { ClosedLoop } from './closed-loop.js';

const stage: ClosedStage = {
  ...{ workload: 0, stage: 1, startUs: 1e6, endUs: 9e6, concurrency: 2 },
  indexOf: (k) => k * 3 + 1,
  payloadOf: (k) => k % 5,
};
const late: LateStart = {
  ...{ fromUs: 4e6, unheard: 50, lanes: 2 },
  begun: [{ workload: 0, stage: 1, due: 7 }],
};

it.each<[string, Partial<ClosedStage>, number, number | undefined]>([
  ['that had begun goes on with numbers beyond all that the other may have begun', {}, 4e6, 343],
  ['of which nothing was heard yet too', { stage: 2 }, 4e6, 301],
  ['that begins later begins as if nothing was', { startUs: 5e6 }, 5e6, 1],
  ['that is over sends nothing', { endUs: 3e6 }, 4e6, undefined],
  [
    'that ends by its count sends nothing: the other may have',
    { maxInvocations: 9 },
    4e6,
    undefined,
  ],
])('in the place of another, a loop %s', (_name, changes, startUs, index) => {
  const loop = new ClosedLoop({ ...stage, ...changes });
  loop.takeOver(late);
  expect([loop.startUs, loop.next(loop.startUs)?.index]).toEqual([startUs, index]);
});
