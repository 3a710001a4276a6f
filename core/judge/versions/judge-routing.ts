import type { RunBooks, Selection } from '../../measure/run-books.js';
import { partOf } from '../expectations/part.js';
import type { VersionsInAlias } from '../expectations/versions.js';
import type { Verdict } from '../verdict.js';
import { testShares, versionShareAlpha } from './judge-shares.js';
import {
  isAlias,
  type RoutingEvidence,
  type RoutingReading,
  sameWeights,
  weightsText,
} from './routing.js';

/** A function with what it was invoked by, and the part of the run that invoked it. */
interface Target {
  functionName: string;
  qualifier: string;
  selection: Selection;
}

type Judgement = Pick<Verdict, 'verdict' | 'observed' | 'shares' | 'note'>;

/**
 * Judges whether the versions that ran are those, and in those shares, that the invoked aliases
 * send to. Each alias is tested at its share of `versionShareAlpha`; the worst of them is the
 * verdict. An alias that changed during the run has no one set of weights: that is inconclusive,
 * unless a version ran that neither set names.
 */
export function judgeVersionsInAlias(
  { text }: VersionsInAlias,
  books: RunBooks,
  selection: Selection,
  routing: readonly RoutingEvidence[] = [],
): Verdict {
  const head = { text, limit: 1, unit: 'share' } as const;
  const targets = targetsOf(books, selection);
  if (targets.length === 0)
    return { ...head, verdict: 'noData', observed: 'no data: no such part' };
  const alpha = versionShareAlpha / targets.length;
  const judged = targets.map((target) => {
    const counts = partOf(books, target.selection).versions;
    const name = `${target.functionName}:${target.qualifier}`;
    const judgement = judgeTarget(evidenceOf(target, routing), counts, alpha);
    if (targets.length === 1) return judgement;
    return { ...judgement, observed: `${name} ${judgement.observed}` };
  });
  const [worst] = [...judged].sort((a, b) => ranks[b.verdict] - ranks[a.verdict]);
  return { ...head, ...(worst as Judgement) };
}

const ranks: Record<Verdict['verdict'], number> = { pass: 0, inconclusive: 1, noData: 2, fail: 3 };

function targetsOf({ workloads }: RunBooks, { stages }: Selection): Target[] {
  const targets = new Map<string, Target & { selection: { stages: typeof stages } }>();
  for (const ref of stages) {
    const planned = workloads[ref.workload];
    if (planned === undefined) continue;
    const { functionName, qualifier = '$LATEST' } = planned;
    const key = `${functionName}\n${qualifier}`;
    const known = targets.get(key)?.selection.stages ?? [];
    targets.set(key, { functionName, qualifier, selection: { stages: [...known, ref] } });
  }
  return [...targets.values()];
}

/** A version is its own routing; an alias's must have been read. */
function evidenceOf(
  { functionName, qualifier }: Target,
  routing: readonly RoutingEvidence[],
): Pick<RoutingEvidence, 'before' | 'after'> {
  if (!isAlias(qualifier)) {
    const reading: RoutingReading = { kind: 'read', weights: { [qualifier]: 1 } };
    return { before: reading, after: reading };
  }
  const found = routing.find(
    (each) => each.functionName === functionName && each.qualifier === qualifier,
  );
  return found ?? { before: { kind: 'unreadable', why: `the alias ${qualifier} was not read` } };
}

function judgeTarget(
  { before, after }: Pick<RoutingEvidence, 'before' | 'after'>,
  counts: ReadonlyMap<string, number>,
  alpha: number,
): Judgement {
  if (before.kind === 'unreadable') {
    return { verdict: 'noData', observed: `no data: ${before.why}` };
  }
  if (counts.size === 0) {
    return { verdict: 'noData', observed: 'no data: no answer named the version that ran' };
  }
  const { weights } = before;
  if (after?.kind === 'read' && !sameWeights(weights, after.weights)) {
    return judgeChanged(weights, after.weights, counts, alpha);
  }
  const judgement = testShares(new Map(Object.entries(weights)), counts, alpha);
  return { ...judgement, note: `weighed ${weightsText(weights)} ${whenRead(after)}` };
}

function whenRead(after: RoutingReading | undefined): string {
  if (after?.kind === 'read') return 'before the run and after it';
  const why = after === undefined ? 'the run was cut off' : after.why;
  return `before the run; not read after it: ${why}`;
}

function judgeChanged(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  counts: ReadonlyMap<string, number>,
  alpha: number,
): Judgement {
  const note = `the alias changed during the run: from ${weightsText(before)} to ${weightsText(after)}`;
  const judgement = testShares(new Map(Object.entries({ ...after, ...before })), counts, alpha);
  const neither = Object.keys(judgement.shares.unexpected).filter(
    (version) => !((before[version] ?? 0) > 0) && !((after[version] ?? 0) > 0),
  );
  if (neither.length > 0) return { ...judgement, note };
  return { verdict: 'inconclusive', observed: note, shares: judgement.shares };
}
