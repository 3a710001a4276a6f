"""Reference values for the statistics' tests, by an independent program: scipy, or where scipy has
no such function, the definition itself on every case (all Walsh averages, all sign patterns, all
splits), in Python.

    cd core/judge/statistics/reference
    python3 make.py > reference.json && npx biome format --write reference.json
"""

import itertools
import json
import math

import numpy as np
import scipy
from scipy import stats

random = np.random.default_rng(20260101)


def normal():
    zs = [-37.0, -12.5, -8.0, -5.0, -3.2905, -1.959964, -1.0, -0.5, -1e-8, 0.0, 0.3, 1.0, 1.999, 2.0, 2.001, 2.8, 2.83, 3.0, 4.5, 7.0]
    ps = [1e-300, 1e-100, 1e-20, 1e-9, 1e-4, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 0.5, 0.6, 0.9, 0.975, 0.995, 0.9999, 0.999999]
    return {
        "cdf": [[z, stats.norm.cdf(z), stats.norm.sf(z)] for z in zs],
        "quantile": [[p, stats.norm.ppf(p)] for p in ps],
    }


def mcnemar():
    rows = []
    for b, c in [(0, 0), (0, 1), (0, 6), (3, 10), (10, 3), (7, 7), (25, 40), (400, 480), (0, 2000), (12000, 12500)]:
        two = stats.binomtest(min(b, c), b + c, 0.5).pvalue if b + c > 0 else 1.0
        one = stats.binom.sf(c - 1, b + c, 0.5)
        rows.append([b, c, min(1.0, two), one])
    return rows


def wilson(k, n, alpha):
    interval = stats.binomtest(k, n).proportion_ci(1 - alpha, method="wilson")
    return interval.low, interval.high


def newcombe(k1, n1, k2, n2, alpha, phi=0.0):
    p1, p2 = k1 / n1, k2 / n2
    (l1, u1), (l2, u2) = wilson(k1, n1, alpha), wilson(k2, n2, alpha)
    low = p2 - p1 - math.sqrt((p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2)
    high = p2 - p1 + math.sqrt((u2 - p2) ** 2 - 2 * phi * (u2 - p2) * (p1 - l1) + (p1 - l1) ** 2)
    return low, high


def paired_phi(e, f, g, h):
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    if margins == 0:
        return 0.0
    product = e * h - f * g
    if product > 0:
        product = max(product - (e + f + g + h) / 2, 0)
    return product / math.sqrt(margins)


def proportions():
    shares = [(0, 10), (1, 10), (5, 10), (10, 10), (3, 4000), (81, 263), (999, 1000)]
    pairs = [(80, 48, 70, 56), (100, 0, 100, 1), (29, 0, 56, 5), (20, 0, 10, 0), (10, 0, 10, 10), (4000, 4, 4000, 24)]
    tables = [(36, 12, 2, 0), (20, 12, 2, 16), (1, 0, 0, 1), (0, 0, 0, 40), (3, 2, 25, 3970), (10, 5, 5, 80), (0, 3, 9, 988)]
    return {
        "wilson": [[k, n, a, *wilson(k, n, a)] for k, n in shares for a in (0.05, 0.01)],
        "newcombe": [[k1, n1, k2, n2, 0.05, *newcombe(k1, n1, k2, n2, 0.05)] for n1, k1, n2, k2 in pairs],
        "paired": [
            [e, f, g, h, 0.05, *newcombe(e + f, e + f + g + h, e + g, e + f + g + h, 0.05, paired_phi(e, f, g, h))]
            for e, f, g, h in tables
        ],
    }


def walsh(d):
    return np.sort([(d[i] + d[j]) / 2 for i in range(len(d)) for j in range(i, len(d))])


def signed_rank_masses(n):
    counts = [1]
    for rank in range(1, n + 1):
        wider = [0] * (len(counts) + rank)
        for total, count in enumerate(counts):
            wider[total] += count
            wider[total + rank] += count
        counts = wider
    return counts


def rank_of_low(n, alpha):
    """R's qsignrank(alpha / 2, n), at least 1: the rank, from 1, of the lower bound."""
    if n > 50:
        sd = math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        return max(1, math.floor(n * (n + 1) / 4 - stats.norm.ppf(1 - alpha / 2) * sd))
    below = 0
    for total, count in enumerate(signed_rank_masses(n)):
        below += count
        if below >= alpha / 2 * 2**n:
            return max(1, total)
    return 1


def hodges_lehmann():
    rows = []
    for n in [1, 2, 5, 6, 9, 20, 50, 51, 120, 333]:
        for kind in ("continuous", "tied"):
            d = random.lognormal(0, 0.6, n) - 1
            d = np.round(d, 1 if kind == "tied" else 6)
            averages = walsh(d)
            for alpha in (0.05, 0.01):
                k = rank_of_low(n, alpha)
                rows.append([d.tolist(), alpha, float(np.median(averages)), float(averages[k - 1]), float(averages[-k])])
    return rows


def signed_rank_by_definition(d):
    d = [x for x in d if x != 0]
    ranks = stats.rankdata(np.abs(d))
    seen = sum(r for r, x in zip(ranks, d) if x > 0)
    whole = sum(ranks)
    low = min(seen, whole - seen)
    sums = [sum(r for r, s in zip(ranks, signs) if s) for signs in itertools.product([0, 1], repeat=len(d))]
    return seen, min(1.0, 2 * sum(1 for s in sums if s <= low + 1e-9) / len(sums))


def signed_rank():
    rows = []
    for n in [1, 4, 10, 25, 50]:
        d = np.round(random.normal(0.4, 1, n), 6)
        result = stats.wilcoxon(d, mode="exact")
        ranks = stats.rankdata(np.abs(d))
        rows.append([d.tolist(), float(ranks[d > 0].sum()), float(result.pvalue)])
    for n in [3, 8, 13]:
        d = np.round(random.normal(0.3, 1, n), 0)
        rows.append([d.tolist(), *map(float, signed_rank_by_definition(d.tolist()))])
    for n, digits in [(51, 6), (60, 1), (200, 6), (700, 2), (700, 0)]:
        d = np.round(random.normal(0.1, 1, n), digits)
        kept = d[d != 0]
        if len(kept) <= 50:
            continue
        result = stats.wilcoxon(d, zero_method="wilcox", correction=True, mode="approx")
        ranks = stats.rankdata(np.abs(kept))
        rows.append([d.tolist(), float(ranks[kept > 0].sum()), float(result.pvalue)])
    return rows


def mann_whitney():
    rows = []
    for n1, n2, digits, method in [
        (1, 1, 6, "exact"),
        (3, 5, 6, "exact"),
        (8, 20, 6, "exact"),
        (30, 45, 6, "exact"),
        (50, 50, 6, "exact"),
        (51, 40, 6, "asymptotic"),
        (12, 15, 0, "asymptotic"),
        (200, 300, 1, "asymptotic"),
        (5, 900, 2, "asymptotic"),
    ]:
        a = np.round(random.normal(0, 1, n1), digits)
        b = np.round(random.normal(0.3, 1, n2), digits)
        result = stats.mannwhitneyu(a, b, method=method, use_continuity=True)
        rows.append([a.tolist(), b.tolist(), float(result.statistic), float(result.pvalue)])
    return rows


def holm(ps):
    order = np.argsort(ps, kind="stable")
    adjusted = [0.0] * len(ps)
    highest = 0.0
    for place, index in enumerate(order):
        highest = max(highest, (len(ps) - place) * ps[index])
        adjusted[index] = min(1.0, highest)
    return adjusted


def holms():
    cases = [[0.01], [0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.02], [1, 1, 1], [0.001, 0.001, 0.2, 0.9, 0.04]]
    return [[ps, holm(ps)] for ps in cases]


def quantile_ratio():
    """The bootstrap of a quantile by its exact distribution: order statistics of uniform numbers."""
    rows = []
    for n1, n2, q in [(5, 6, 0.5), (60, 80, 0.5), (300, 250, 0.9), (2000, 1500, 0.99)]:
        a = np.round(random.lognormal(3, 0.5, n1), 1)
        b = np.round(random.lognormal(3.05, 0.5, n2), 1)
        sides = []
        for sample in (a, b):
            values, counts = np.unique(sample, return_counts=True)
            n = len(sample)
            rank = max(1, math.ceil(q * n - 1e-9))
            upto = stats.beta.cdf(np.cumsum(counts) / n, rank, n - rank + 1)
            sides.append((values, np.diff(np.concatenate([[0.0], upto])), np.sort(sample)[rank - 1]))
        ratios = np.divide.outer(sides[1][0], sides[0][0]).ravel()
        masses = np.multiply.outer(sides[1][1], sides[0][1]).ravel()
        order = np.argsort(ratios, kind="stable")
        ratios, masses = ratios[order], masses[order]
        upto = np.cumsum(masses)
        low, high = (float(ratios[np.searchsorted(upto, share)]) for share in (0.025, 0.975))
        p = min(1.0, 2 * min(masses[ratios <= 1.05].sum(), masses[ratios >= 1.05].sum()))
        rows.append([a.tolist(), b.tolist(), q, float(sides[1][2] / sides[0][2]), low, high, float(p)])
    return rows


def shift_ratio():
    rows = []
    for n1, n2 in [(6, 9), (40, 55), (300, 200)]:
        a = np.round(random.lognormal(3, 0.5, n1), 1)
        b = np.round(random.lognormal(3.1, 0.5, n2), 1)
        ratios = np.sort(np.divide.outer(b, a).ravel())
        outside = math.floor(n1 * n2 / 2 - stats.norm.ppf(0.975) * math.sqrt(n1 * n2 * (n1 + n2 + 1) / 12))
        middle = math.exp(np.median(np.log(ratios)))
        rows.append([a.tolist(), b.tolist(), middle, float(ratios[outside - 1]), float(ratios[-outside])])
    return rows


def student():
    rows = []
    for df in [1, 2, 3.7, 7, 19.25, 250, 1e6]:
        for t in [0.0, 0.3, 1.0, 2.5, 12.7, 60.0]:
            rows.append([t, df, stats.t.sf(t, df)])
    return {"tail": rows, "quantile": [[p, df, stats.t.ppf(p, df)] for df in [1, 2, 4.4, 7, 30, 1000] for p in [0.5, 0.9, 0.975, 0.9995]]}


def dependence():
    """Politis and White (2004) with the correction of 2009, from its formulas, with numpy's correlate."""
    rows = []
    for n, rho in [(200, 0.0), (300, 0.5), (600, 0.9), (600, 0.97)]:
        x = np.zeros(n)
        for i in range(n):
            x[i] = (rho * x[i - 1] if i else 0) + random.standard_normal()
        x = np.round(x, 3)
        centred = x - x.mean()
        covariances = np.correlate(centred, centred, "full")[n - 1 :] / n
        window = max(5, math.ceil(math.sqrt(math.log10(n))))
        most = math.ceil(math.sqrt(n)) + window
        limit = 2 * math.sqrt(math.log10(n) / n)
        significant = np.abs(covariances / covariances[0])[: most + 1] > limit
        m = next(
            (m for m in range(most - window + 1) if not significant[m + 1 : m + 1 + window].any()),
            int(np.max(np.nonzero(significant)[0])),
        )
        lags = np.arange(-min(2 * m, most), min(2 * m, most) + 1)
        weights = np.minimum(1, 2 * (1 - np.abs(lags) / max(min(2 * m, most), 1)))
        weighted = weights * covariances[np.abs(lags)]
        g, upper = weighted.sum(), (np.abs(lags) * weighted).sum()
        bound = math.ceil(min(3 * math.sqrt(n), n / 3))
        length = min(bound, max(1, round((2 * upper**2 / (4 / 3 * g**2) * n) ** (1 / 3))))
        circular = np.concatenate([centred, centred])
        means = np.array([circular[i : i + length].mean() for i in range(n)])
        rows.append([x.tolist(), length, covariances[0], max(g, covariances[0]), max(length * means.var(), covariances[0])])
    return rows


def clusters():
    rows = []
    for sizes in [(5, 5, 5), (1, 20, 3, 6)]:
        of = np.repeat(np.arange(len(sizes)), sizes)
        random.shuffle(of)
        values = np.round(random.standard_normal(len(of)) + of, 3)
        means = np.array([values[of == c].mean() for c in range(len(sizes))])
        shares = np.array(sizes) / len(of)
        rows.append([values.tolist(), of.tolist(), len(of) * (shares**2).sum() * means.var(ddof=1), 1 / (shares**2).sum()])
    return rows


print(
    json.dumps(
        {
            "madeBy": f"scipy {scipy.__version__}, numpy {np.__version__}",
            "normal": normal(),
            "mcnemar": mcnemar(),
            "proportions": proportions(),
            "hodgesLehmann": hodges_lehmann(),
            "signedRank": signed_rank(),
            "mannWhitney": mann_whitney(),
            "holm": holms(),
            "quantileRatio": quantile_ratio(),
            "shiftRatio": shift_ratio(),
            "student": student(),
            "dependence": dependence(),
            "clusters": clusters(),
        },
        separators=(",", ":"),
    )
)
