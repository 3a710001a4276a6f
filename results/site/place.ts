import { createHash } from 'node:crypto';

/** The pages of a site by their file names, which are all letters, digits, dashes and `.html`. */
export const places = {
  index: 'index.html',
  run: (id: string): string => `run-${id}.html`,
  /** A name may be anything: its hash stands for it. */
  trend: (name: string): string => `trend-${hashOf(name)}.html`,
  recording: (name: string): string => `recording-${hashOf(name)}.html`,
  /** Where a run is laid over any other; only where pages are served. */
  over: (id: string): string => `over-${id}.html`,
  /** The second run over the first. */
  overlay: (old: string, now: string): string => `overlay-${old}-${now}.html`,
};

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 12);
}
