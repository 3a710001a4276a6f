import type { RunBooks, Selection } from '../../measure/run-books.js';
import { partOfRun } from '../expectations/part.js';
import type { VersionsInAlias } from '../expectations/versions.js';
import type { NoData } from '../observed.js';
import type { Verdict } from '../verdict.js';
import { testShares, versionShareAlpha } from './judge-shares.js';
import { isAlias, type RoutingEvidence, type RoutingReading, sameWeights } from './routing.js';

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
  if (targets.length === 0) {
    return { ...head, ...noData({ why: 'noSuchPart', scope: {} }) };
  }
  const alpha = versionShareAlpha / targets.length;
  const judged = targets.map((target) => {
    const counts = partOfRun(books, target.selection).versions;
    const judgement = judgeTarget(target, evidenceOf(target, routing), counts, alpha);
    if (targets.length === 1) return judgement;
    const { functionName, qualifier } = target;
    const { observed } = judgement;
    return {
      ...judgement,
      observed: { kind: 'target' as const, functionName, qualifier, observed },
    };
  });
  const [worst] = [...judged].sort((a, b) => ranks[b.verdict] - ranks[a.verdict]);
  return { ...head, ...(worst as Judgement) };
}

const ranks: Record<Verdict['verdict'], number> = { pass: 0, inconclusive: 1, noData: 2, fail: 3 };

function noData(data: NoData): Judgement {
  return { verdict: 'noData', observed: { kind: 'noData', ...data } };
}

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

/** A version is its own routing; an alias's must have been read: undefined where it was not. */
function evidenceOf(
  { functionName, qualifier }: Target,
  routing: readonly RoutingEvidence[],
): Pick<RoutingEvidence, 'before' | 'after'> | undefined {
  if (!isAlias(qualifier)) {
    const reading: RoutingReading = { kind: 'read', weights: { [qualifier]: 1 } };
    return { before: reading, after: reading };
  }
  return routing.find((each) => each.functionName === functionName && each.qualifier === qualifier);
}

function judgeTarget(
  { qualifier }: Target,
  evidence: Pick<RoutingEvidence, 'before' | 'after'> | undefined,
  counts: ReadonlyMap<string, number>,
  alpha: number,
): Judgement {
  if (!evidence) return noData({ why: 'aliasNotRead', qualifier });
  const { before, after } = evidence;
  if (before.kind === 'unreadable') return noData({ why: 'unreadable', reason: before.why });
  if (counts.size === 0) return noData({ why: 'noVersion' });
  const { weights } = before;
  if (after?.kind === 'read' && !sameWeights(weights, after.weights)) {
    return judgeChanged(weights, after.weights, counts, alpha);
  }
  const judgement = testShares(new Map(Object.entries(weights)), counts, alpha);
  return { ...judgement, note: { kind: 'weights', weights, after: stateAfter(after) } };
}

function stateAfter(after: RoutingReading | undefined): 'same' | 'cutOff' | { why: string } {
  if (after === undefined) return 'cutOff';
  return after.kind === 'read' ? 'same' : { why: after.why };
}

function judgeChanged(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  counts: ReadonlyMap<string, number>,
  alpha: number,
): Judgement {
  const note = { kind: 'aliasChanged', before, after } as const;
  const judgement = testShares(new Map(Object.entries({ ...after, ...before })), counts, alpha);
  const neither = Object.keys(judgement.shares.unexpected).filter(
    (version) => !((before[version] ?? 0) > 0) && !((after[version] ?? 0) > 0),
  );
  if (neither.length > 0) return { ...judgement, note };
  return { verdict: 'inconclusive', observed: note, shares: judgement.shares };
}
