import { otherTenants } from '../../../core/measure/cell.js';
import type { Breakdown, TenantCounts } from '../../../core/measure/fold.js';
import { formatCount, formatShare } from '../../../core/quantity/format.js';
import { limited, note, numeric, textual } from '../build.js';
import type { Cell } from '../document.js';
import type { RunSection } from './run-section.js';

const rowsShown = { page: 50, summary: 8 };

/** A tenant with what became of its invocations; most invocations first, `(other)` last. */
export type TenantRow = [tenantId: string, counts: TenantCounts];

/** How many tenants there were, and each of them. */
export interface TenantTally {
  /** Told apart; `isExact`: there were no others. */
  distinct: number;
  isExact: boolean;
  rows: TenantRow[];
}

/** What is known of the tenants of a run or a part of it; undefined where nobody named one. */
export function tallyTenants({ tenants }: Pick<Breakdown, 'tenants'>): TenantTally | undefined {
  if (tenants.size === 0) return undefined;
  const isOther = ([name]: TenantRow): number => (name === otherTenants ? 1 : 0);
  const rows = [...tenants].sort((a, b) => isOther(a) - isOther(b) || b[1].count - a[1].count);
  const others = tenants.has(otherTenants) ? 1 : 0;
  return { distinct: tenants.size - others, isExact: others === 0, rows };
}

/** Whose invocations they were: how many tenants, and of each how many began cold or were throttled. */
export const tenants: RunSection = ({ report: { books } }) => {
  const total = books.total();
  const tally = tallyTenants(total);
  if (tally === undefined) return undefined;
  const { shown, limits } = limited(tally.rows, rowsShown, (rest) => {
    const count = rest.reduce((sum, [, each]) => sum + each.count, 0);
    return `${formatCount(count)} invocations of ${formatCount(rest.length)} more tenants`;
  });
  const head = [
    ...textual('Tenant'),
    ...numeric('Invocations', 'Cold starts', 'Share cold', 'Throttled'),
  ];
  return {
    title: 'Tenants',
    blocks: [
      note('plain', sentencesOf(tally, total)),
      { kind: 'table', head, rows: shown.map(cellsOf), ...limits },
    ],
  };
};

function sentencesOf({ distinct, isExact }: TenantTally, total: Breakdown): string {
  const count = `${isExact ? '' : 'more than '}${formatCount(distinct)}`;
  const sentences = [`${count} ${distinct === 1 && isExact ? 'tenant' : 'tenants'}.`];
  const unexplained = total.throttles.get('Unknown') ?? 0;
  if (unexplained > 0) {
    sentences.push(
      `${formatCount(unexplained)} were throttled without a Reason, as documented for the limit of tenant environments: 2,500, idle ones included, for every 1,000 of concurrency.`,
    );
  }
  return sentences.join(' ');
}

function cellsOf([tenantId, { count, coldStarts, throttled }]: TenantRow): Cell[] {
  return [
    { text: tenantId, isCode: true },
    formatCount(count),
    formatCount(coldStarts),
    formatShare(coldStarts, count),
    formatCount(throttled),
  ];
}
