import { RepriseError } from '../base/errors.js';
import { decimal } from './decimal.js';

const pattern = new RegExp(String.raw`^\s*${decimal}\s*$`);

/** A phase, a number from 0 to below 1. Throws `RepriseError` for anything else. */
export function parsePhase(text: string): number {
  const phase = pattern.test(text) ? Number(text) : Number.NaN;
  if (phase >= 0 && phase < 1) return phase;
  throw new RepriseError(`"${text}" is not a phase`, {
    hint: 'Write a number from 0 to below 1: the share of the distance between two arrivals.',
  });
}
