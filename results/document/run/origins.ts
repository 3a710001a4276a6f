import type { WorkerFacts } from '../../../core/fleet/worker-facts.js';
import { formatCount, formatUs } from '../../../core/quantity/format.js';
import { limited, numeric, textual } from '../build.js';
import type { Block, Cell } from '../document.js';

const rowsShown = { page: 1000, summary: 10 };

/** Of a fleet of several origins, each with more than a worker of its own: how each of them fared. */
export function byOrigin(workers: readonly WorkerFacts[]): Block[] {
  const origins = new Map<string, WorkerFacts[]>();
  for (const worker of workers) {
    origins.set(worker.origin, [...(origins.get(worker.origin) ?? []), worker]);
  }
  if (origins.size < 2 || origins.size === workers.length) return [];
  const { shown, limits } = limited(
    [...origins],
    rowsShown,
    (rest) => `${formatCount(rest.length)} more`,
  );
  const head = [...textual('By origin'), ...numeric('Workers', 'Sent', 'Response p99')];
  return [{ kind: 'table', head, rows: shown.map(cellsOf), ...limits }];
}

function cellsOf([origin, workers]: readonly [string, readonly WorkerFacts[]]): Cell[] {
  const p99Us = workers[0]?.originP99Us ?? null;
  return [
    origin,
    formatCount(workers.length),
    formatCount(workers.reduce((sum, { sent }) => sum + sent, 0)),
    p99Us === null ? '–' : formatUs(p99Us),
  ];
}
