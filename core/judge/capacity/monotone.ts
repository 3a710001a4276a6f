/** How often one level held and broke. */
export interface LevelTally {
  level: number;
  held: number;
  broke: number;
}

/** Levels side by side that are taken together. */
export interface Pool {
  levels: readonly LevelTally[];
  held: number;
  broke: number;
}

/**
 * Takes levels together until a higher one never broke less often than a lower one, since a function does
 * not get better under more load: a level that broke by a stall, below others that held, is believed less
 * than all of them. Pool adjacent violators (M. Ayer et al., An Empirical Distribution Function for
 * Sampling with Incomplete Information, Annals of Mathematical Statistics 26, 1955). In order of level.
 */
export function poolViolators(levels: readonly LevelTally[]): Pool[] {
  const pools: Pool[] = [];
  for (const tally of [...levels].sort((a, b) => a.level - b.level)) {
    if (tally.held + tally.broke === 0) continue;
    let pool: Pool = { levels: [tally], held: tally.held, broke: tally.broke };
    for (
      let last = pools.at(-1);
      last && shareBroken(last) > shareBroken(pool);
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = {
        levels: [...last.levels, ...pool.levels],
        held: last.held + pool.held,
        broke: last.broke + pool.broke,
      };
    }
    pools.push(pool);
  }
  return pools;
}

function shareBroken({ held, broke }: Pool): number {
  return broke / (held + broke);
}
