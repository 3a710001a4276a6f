import { expect, it } from 'vitest';
import type { WorkerFacts } from '../../../core/fleet/worker-facts.js';
import { byOrigin } from './origins.js';

const worker = (name: string, origin: string, sent: number, originP99Us: number | null) =>
  ({ name, origin, sent, originP99Us }) as WorkerFacts;

it('adds up the workers of an origin, with the p99 of all of them', () => {
  const rows = byOrigin([
    worker('w1', 'eu-west-1a', 1000, 12_000),
    worker('w2', 'eu-west-1b', 20, null),
    worker('w3', 'eu-west-1a', 500, 12_000),
  ]).map((block) => block.kind === 'table' && block.rows);
  expect(rows).toEqual([
    [
      ['eu-west-1a', '2', '1,500', '12 ms'],
      ['eu-west-1b', '1', '20', '–'],
    ],
  ]);
});

it.each([
  ['all are of one origin', ['a', 'a']],
  ['each has an origin of its own', ['a', 'b']],
])('says nothing where %s', (_name, origins) => {
  expect(byOrigin(origins.map((origin, i) => worker(`w${i}`, origin, 1, 1)))).toEqual([]);
});
