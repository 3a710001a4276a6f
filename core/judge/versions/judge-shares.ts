import type { Part } from '../expectations/part.js';
import type { VersionShare, VersionShares } from '../expectations/versions.js';
import type { SharesTest } from '../observed.js';
import { binomialTest, clopperPearson } from '../statistics/binomial.js';
import { invocationsToSee } from '../statistics/binomial-power.js';
import { multinomialTest } from '../statistics/multinomial.js';
import type { Verdict } from '../verdict.js';

/** How often right shares may be called wrong: one run in a hundred. */
export const versionShareAlpha = 0.01;

/** How often a wrong share is found at the number of invocations that is said to show it. */
export const versionSharePower = 0.8;

const noVersions = { kind: 'noData', why: 'noVersion' } as const;

/**
 * Exact binomial test of one version's share of all answers that named an executed version. Where
 * the expectation names a wrong share, and the run was too short to tell the two apart, a test that
 * does not reject is inconclusive.
 */
export function judgeVersionShare(condition: VersionShare, { versions }: Part): Verdict {
  const { text, version, share } = condition;
  const invocations = sum(versions.values());
  const { wrongShare, invocations: needed } = seenFrom(condition);
  const note = { kind: 'power', share, wrongShare, invocations: needed } as const;
  const result = { text, limit: share, unit: 'share', note } as const;
  if (invocations === 0) return { ...result, verdict: 'noData', observed: noVersions };
  const count = versions.get(version) ?? 0;
  const pValue = binomialTest(count, invocations, share);
  const { low, high } = clopperPearson(count, invocations, versionShareAlpha);
  const test = { pValue, low, high, invocations, wrongShare, invocationsToSee: needed };
  const isTooShort = condition.wrongShare !== undefined && invocations < needed;
  return {
    ...result,
    verdict: pValue < versionShareAlpha ? 'fail' : isTooShort ? 'inconclusive' : 'pass',
    observed: { kind: 'share', count, test },
    value: count / invocations,
    test,
  };
}

/**
 * From how many invocations on a wrong share is found with `versionSharePower`: the one that the
 * expectation names, or one that is likely.
 */
export function seenFrom({ share, wrongShare = likelyWrong(share) }: VersionShare): {
  wrongShare: number;
  invocations: number;
} {
  const invocations = invocationsToSee(share, wrongShare, versionShareAlpha, versionSharePower);
  return { wrongShare, invocations };
}

/** A fifth more than it should be; less where it cannot be more; 1% of what should never come. */
function likelyWrong(share: number): number {
  if (share === 0) return 0.01;
  const more = Number((share * 1.2).toPrecision(12));
  return more <= 1 ? more : share * 0.8;
}

/** Exact multinomial test of the shares of all versions. A version that is not named fails it. */
export function judgeVersionShares({ text, shares }: VersionShares, part: Part): Verdict {
  const head = { text, limit: 1, unit: 'share' } as const;
  if (sum(part.versions.values()) === 0) {
    return { ...head, verdict: 'noData', observed: noVersions };
  }
  return { ...head, ...testShares(shares, part.versions, versionShareAlpha) };
}

/** Tests counts by version against their shares; for `versions in alias` too. */
export function testShares(
  shares: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
  alpha: number,
): Pick<Verdict, 'verdict' | 'observed'> & { shares: SharesTest } {
  const invocations = sum(counts.values());
  const unexpected = [...counts].filter(([version]) => !((shares.get(version) ?? 0) > 0));
  const expected = [...shares.keys()].map((version) => counts.get(version) ?? 0);
  const others = unexpected.reduce(
    (total, [version, count]) => (shares.has(version) ? total : total + count),
    0,
  );
  const { pValue, method } = multinomialTest([...expected, others], [...shares.values(), 0]);
  const versions = [...shares].map(([version, share]) => {
    const count = counts.get(version) ?? 0;
    // Together they cover all shares at once (Bonferroni).
    return { version, share, count, ...clopperPearson(count, invocations, alpha / shares.size) };
  });
  const test: SharesTest = {
    ...{ pValue, method, alpha, invocations, versions },
    unexpected: Object.fromEntries(unexpected),
  };
  return {
    verdict: pValue < alpha ? 'fail' : 'pass',
    observed: { kind: 'shares', shares: test },
    shares: test,
  };
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
