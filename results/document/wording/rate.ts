import type { MeanRate } from '../../../core/measure/mean-rate.js';
import { formatHz } from '../../../core/quantity/format.js';

/** `200/s asked, 194/s planned, 194/s sent`; without the planned rate where it is the one asked. */
export function rateText({ askedHz, plannedHz, reachedHz }: MeanRate): string {
  const [asked, planned] = [formatHz(askedHz), formatHz(plannedHz)];
  const drawn = planned === asked ? '' : `${planned} planned, `;
  return `${asked} asked, ${drawn}${formatHz(reachedHz)} sent`;
}
