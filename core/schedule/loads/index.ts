import type { RateCurve } from '../curve.js';
import type { Shard } from '../shard.js';
import { type ConcurrencyStage, concurrency } from './concurrency.js';
import type { LoadKind } from './kind.js';
import { pause } from './pause.js';
import { rate } from './rate.js';
import { recorded } from './recorded.js';
import { sine } from './sine.js';
import type { StageKeys } from './stage-key.js';

/** Every kind of load, by the `kind` of its stages. A new one is a file here and a line in this table. */
export const loads = { rate, sine, concurrency, recorded, pause } as const;

type Kinds = (typeof loads)[keyof typeof loads];

/** A stage of a load, of any kind. */
export type StageSpec = Kinds extends infer Kind
  ? Kind extends LoadKind<infer Spec, infer _Keys>
    ? Spec
    : never
  : never;

/** A stage of a closed loop. */
export type ClosedStageSpec = Extract<StageSpec, ConcurrencyStage>;

/** A kind of load of which only its interface is known. */
export type AnyLoad = LoadKind<StageSpec, StageKeys>;

/** All kinds, in the order of the table. */
export const allLoads = Object.values(loads) as unknown as readonly AnyLoad[];

/** The kind of a stage. */
export function loadOf({ kind }: StageSpec): AnyLoad {
  return loads[kind] as unknown as AnyLoad;
}

/** A closed loop has no intended times: it sends when an answer has come. */
export function isClosed(stage: StageSpec): stage is ClosedStageSpec {
  return loadOf(stage).arrivals === undefined;
}

/** One lane's share of a closed loop. */
export function laneShare(stage: ClosedStageSpec, shard: Shard): ClosedStageSpec {
  return (loadOf(stage).share?.(stage, shard) ?? stage) as ClosedStageSpec;
}

/** The rate of a stage over its time, where that is a formula. */
export function curveOf(stage: StageSpec): RateCurve | undefined {
  return loadOf(stage).curve?.(stage);
}
