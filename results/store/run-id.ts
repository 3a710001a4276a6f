import { randomInt } from 'node:crypto';

/**
 * A run's id: `20261123-141502-k3f`, its start in UTC and three random characters, which tell runs
 * of the same second apart. Ids sort by start, and can be typed.
 */
export function createRunId(startedAtMs: number): string {
  const [date = '', time = ''] = new Date(startedAtMs).toISOString().split('T');
  const suffix = randomInt(36 ** 3)
    .toString(36)
    .padStart(3, '0');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${suffix}`;
}
