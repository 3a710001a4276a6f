import { RepriseError } from '../errors.js';
import { parseCount } from '../quantity/count.js';
import { parseDuration } from '../quantity/duration.js';
import { parseUsd } from '../quantity/money.js';
import { parseRate } from '../quantity/rate.js';
import type { Dimension } from './metrics.js';

/** What a metric is held against, in the metric's own unit, or as a share (from 0) of its whole. */
export interface Limit {
  unit: 'us' | 'count' | 'share' | 'hz' | 'usd';
  value: number;
}

/** Reads a limit of a metric of that dimension. Throws `RepriseError` where it does not fit. */
export function parseLimit(text: string, dimension: Dimension): Limit {
  const percentage = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1];
  if (percentage !== undefined && (dimension === 'count' || dimension === 'rate')) {
    return { unit: 'share', value: Number(percentage) / 100 };
  }
  if (text === '') throw new RepriseError('the limit is missing', { hint: hints[dimension] });
  return readers[dimension](text);
}

const hints: Record<Dimension, string> = {
  time: 'Write a time: 300ms, 1.5s; a bare number is milliseconds.',
  count: 'Write a count or a percentage: 0, 25, 0.1%.',
  rate: 'Write a percentage of the rate asked for, or a rate: 95%, 190/s.',
  money: 'Write US dollars: $0.10.',
};

const readers: Record<Dimension, (text: string) => Limit> = {
  time: (text) => {
    if (/^\d+(?:\.\d+)?$/.test(text)) return { unit: 'us', value: Number(text) * 1000 };
    return { unit: 'us', value: parseDuration(text) * 1e6 };
  },
  count: (text) => ({ unit: 'count', value: parseCount(text) }),
  rate: (text) => ({ unit: 'hz', value: parseRate(text) }),
  money: (text) => ({ unit: 'usd', value: parseUsd(text) }),
};
