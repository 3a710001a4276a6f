"""Reference values for core/judge/statistics/multinomial and binomial-power.

    /usr/bin/python3 test/reference/version-shares.py

prints, computed with scipy and independently of the code under test (every outcome is enumerated):

  multinomial  counts, shares, the exact multinomial p-value: the probability of all outcomes whose
               probability is at most that of the counts (relative tolerance 1e-7)
  power        n, share, wrong share, alpha, P(binomtest(K, n, share).pvalue < alpha),
               K ~ Binomial(n, wrong share)
  to see       share, wrong share, alpha, power, and the first n from which on, up to n + 3000, the
               power is never below it
"""
import itertools
import json

import numpy as np
import scipy
from scipy.special import gammaln
from scipy.stats import binom, binomtest, multinomial


def outcomes(n, k):
    for bars in itertools.combinations(range(n + k - 1), k - 1):
        edges = (-1, *bars, n + k - 1)
        yield [edges[i + 1] - edges[i] - 1 for i in range(k)]


def multinomial_p(counts, shares):
    n = sum(counts)
    every = np.array(list(outcomes(n, len(counts))))
    masses = multinomial(n, shares).pmf(every)
    limit = multinomial(n, shares).pmf(counts) * (1 + 1e-7)
    return float(masses[masses <= limit].sum())


def p_values(n, share):
    """binomtest's two-sided p-value of every count at once, by its definition."""
    masses = binom.pmf(np.arange(n + 1), n, share)
    order = np.argsort(masses)
    cumulative = np.cumsum(masses[order])
    at_most = np.searchsorted(masses[order], masses * (1 + 1e-7), side="right")
    return np.minimum(1, cumulative[at_most - 1])


def power(n, share, wrong, alpha):
    rejected = p_values(n, share) < alpha
    return float(binom.pmf(np.arange(n + 1)[rejected], n, wrong).sum())


def to_see(share, wrong, alpha, wanted, start, reach):
    last = start - 1
    n = start
    while n <= last + reach or last == start - 1:
        if power(n, share, wrong, alpha) < wanted:
            last = n
        n += 1
        if n > start + 20 * reach:
            break
    return last + 1


assert abs(p_values(40, 0.3)[5] - binomtest(5, 40, 0.3).pvalue) < 1e-12

tests = [
    ([8, 1, 1], [0.9, 0.05, 0.05]),
    ([90, 7, 3], [0.9, 0.05, 0.05]),
    ([150, 30, 20], [0.8, 0.1, 0.1]),
    ([60, 25, 10, 5], [0.6, 0.2, 0.15, 0.05]),
    ([88, 12], [0.9, 0.1]),
    ([270, 15, 15], [0.9, 0.07, 0.03]),
    ([10, 10, 10], [1 / 3, 1 / 3, 1 / 3]),
]
powers = [
    (100, 0.1, 0.2, 0.01),
    (1000, 0.1, 0.12, 0.01),
    (2852, 0.1, 0.12, 0.01),
    (500, 0.5, 0.4, 0.05),
    (2000, 0.01, 0.02, 0.01),
    (300, 0.05, 0.01, 0.01),
]
sees = [
    (0.1, 0.12, 0.01, 0.8, 2400, 500),
    (0.1, 0.2, 0.01, 0.8, 60, 200),
    (0.5, 0.4, 0.01, 0.8, 200, 200),
    (0.05, 0.02, 0.01, 0.9, 200, 400),
    (0.02, 0.03, 0.01, 0.8, 2000, 600),
]


def drawn_p(counts, shares, draws=1_000_000):
    """Where the outcomes are too many to enumerate: the share of draws that are as rare."""

    def log_mass(x):
        return (x * np.log(shares)).sum(-1) - gammaln(x + 1).sum(-1)

    drawn = np.random.default_rng(1).multinomial(sum(counts), shares, size=draws)
    return float((log_mass(drawn) <= log_mass(np.array(counts)) + 1e-7).mean())


print(
    json.dumps(
        {
            "scipy": scipy.__version__,
            "multinomial": [[c, s, multinomial_p(c, s)] for c, s in tests],
            "drawn": drawn_p([690, 110, 102, 60, 38], [0.7, 0.1, 0.1, 0.05, 0.05]),
            "power": [[*args, power(*args)] for args in powers],
            "toSee": [[*args[:4], to_see(*args)] for args in sees],
        },
        indent=1,
    )
)
