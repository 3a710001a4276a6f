import { RepriseError } from '../base/errors.js';
import { parseCount } from '../quantity/count.js';
import { decimal } from '../quantity/decimal.js';
import { parseDuration } from '../quantity/duration.js';
import { parseUsd } from '../quantity/money.js';
import { parseRate } from '../quantity/rate.js';
import type { Dimension } from './metrics.js';

const percentagePattern = new RegExp(String.raw`^(${decimal})\s*%$`);
const memoryPattern = new RegExp(String.raw`^(${decimal})\s*(MB|GB)?$`, 'i');
const dataPattern = new RegExp(String.raw`^(${decimal})\s*(B|KB|MB|GB)?$`, 'i');
const bareNumber = new RegExp(`^${decimal}$`);
/** Also with the minus of typesetting. */
const negative = /^[-−]\s*\$?\s*[.\d]/;

/** What a metric is held against, in the metric's own unit, or as a share (from 0) of its whole. */
export interface Limit {
  unit: 'us' | 'mb' | 'count' | 'share' | 'hz' | 'usd' | 'bytes' | 'bytesPerSecond';
  value: number;
}

/** Reads a limit of a metric of that dimension. Throws `RepriseError` where it does not fit. */
export function parseLimit(text: string, dimension: Dimension): Limit {
  const percentage = percentagePattern.exec(text)?.[1];
  if (percentage !== undefined && hasWhole.includes(dimension)) {
    return { unit: 'share', value: Number(percentage) / 100 };
  }
  if (negative.test(text)) {
    throw new RepriseError(`"${text}" is negative`, { hint: hints[dimension] });
  }
  if (text === '') throw new RepriseError('the limit is missing', { hint: hints[dimension] });
  return readers[dimension](text);
}

/** What a percentage can be of. */
const hasWhole: readonly Dimension[] = ['memory', 'count', 'rate'];

const hints: Record<Dimension, string> = {
  time: 'Write a time: 300ms, 1.5s; a bare number is milliseconds.',
  memory: 'Write megabytes or a percentage of the memory: 400MB, 80%.',
  count: 'Write a count or a percentage: 0, 25, 0.1%.',
  rate: 'Write a percentage of the rate asked for, or a rate: 95%, 190/s.',
  money: 'Write US dollars: $0.10.',
  attempts: 'Write a count: 1.',
  bytes: 'Write an amount of data: 6MB, 512KB, 100B; a bare number is bytes.',
  chunks: 'Write a count: 25.',
  bandwidth: 'Write an amount of data each second: 2MB/s, 500KB/s.',
};

const readers: Record<Dimension, (text: string) => Limit> = {
  time: (text) => {
    if (bareNumber.test(text)) return { unit: 'us', value: Number(text) * 1000 };
    return { unit: 'us', value: parseDuration(text) * 1e6 };
  },
  memory: (text) => ({ unit: 'mb', value: parseMemory(text) }),
  count: (text) => ({ unit: 'count', value: parseCount(text) }),
  rate: (text) => ({ unit: 'hz', value: parseRate(text) }),
  money: (text) => ({ unit: 'usd', value: parseUsd(text) }),
  attempts: (text) => ({ unit: 'count', value: parseCount(text) }),
  bytes: (text) => ({ unit: 'bytes', value: parseBytes(text, hints.bytes) }),
  chunks: (text) => ({ unit: 'count', value: parseCount(text) }),
  bandwidth: (text) => {
    const amount = text.replace(/\s*\/\s*s$/, '');
    if (amount === text) {
      throw new RepriseError(`"${text}" is not a rate of data`, { hint: hints.bandwidth });
    }
    return { unit: 'bytesPerSecond', value: parseBytes(amount, hints.bandwidth) };
  },
};

const units: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** `6MB`, `6 MB`, `1.5KB` or a bare number of bytes; 1 MB is 1,024 x 1,024 of them, as in Lambda's limits. */
function parseBytes(text: string, hint: string): number {
  const [, amount, unit = 'B'] = dataPattern.exec(text) ?? [];
  if (amount === undefined) {
    throw new RepriseError(`"${text}" is not an amount of data`, { hint });
  }
  return Number(amount) * (units[unit.toUpperCase()] ?? 1);
}

/** `400MB`, `400 MB`, `1.5GB` or a bare number, in MB as Lambda means them: of 1,024 x 1,024 bytes. */
function parseMemory(text: string): number {
  const match = memoryPattern.exec(text);
  if (!match) {
    throw new RepriseError(`"${text}" is not an amount of memory`, { hint: hints.memory });
  }
  return Number(match[1]) * (match[2]?.toUpperCase() === 'GB' ? 1024 : 1);
}
