import { studentUpperTail } from '../statistics/student-t.js';

/** Logarithms of changes from old. */
export interface AgainstControl {
  now: number;
  /** Of the control: the same code as old, in a pool of its own. */
  control: number;
  tolerated: number;
}

/**
 * How surprising new would be as a third pool of the same code, made slower by what is tolerated:
 * Student's t of one value against two (df = 1), one-sided. The two, old and control, tell what pools
 * differ by: with their mean m, (new - m - tolerated) / (|control - old| sqrt(3/4)) has Student's
 * distribution with one degree of freedom if the levels of pools are normal and alike. No single control can
 * tell more than this: at 5 % new must lie 5.5 of its differences beyond what is tolerated.
 */
export function controlPValue({ now, control, tolerated }: AgainstControl): number {
  const beyond = now - control / 2 - tolerated;
  if (beyond <= 0) return 1;
  const t = beyond / (Math.abs(control) * Math.sqrt(3 / 4));
  return studentUpperTail(t, 1);
}
