/** One lane's part of a plan: shard `index` of `count`, from 0. */
export interface Shard {
  index: number;
  count: number;
}

/** The whole plan in one lane. */
export const wholePlan: Shard = { index: 0, count: 1 };

/** A shard's share of `total` things, so that the shares of all shards add up to it. */
export function shardShare(total: number, { index, count }: Shard): number {
  return Math.floor(total / count) + (index < total % count ? 1 : 0);
}
