import type { ExitCode } from '../base/exit-codes.js';
import type { ClientSettings, InvokeTarget } from '../invoke/client.js';
import type { ClientName } from '../invoke/create-client.js';
import type { Path } from '../json/path.js';
import type { Tick } from '../measure/interval.js';
import type { PairedAnswer } from '../measure/paired-answer.js';
import type { KeptSample, SampleLimits } from '../measure/sample-keeper.js';
import type { LateStart } from '../schedule/late-start.js';
import type { PlanSpec } from '../schedule/plan-spec.js';
import type { SetCounts } from '../transform/set-counts.js';
import type { FenceData } from './fence.js';
import type { PayloadsSpec } from './payloads-spec.js';

/** How the responses of a pair are compared. */
export interface Comparing {
  /** Paths that do not count. */
  ignored: readonly Path[];
}

/** One lane's share of a run: plain data, so that it can be posted to a thread. */
export interface LaneJob {
  lane: number;
  shard: { index: number; count: number };
  plan: PlanSpec;
  client: ClientName;
  settings: ClientSettings;
  /** One for each workload, as are the payloads. */
  targets: InvokeTarget[];
  payloads: PayloadsSpec[];
  databasePath: string;
  /** Over all lanes; a lane takes its share. */
  maxInFlight: number;
  drainUs: number;
  maxLateUs: number;
  /** How often it tells its books. */
  tickUs: number;
  samples: SampleLimits;
  /** Of a paired plan: tells every answer with its response. */
  tellAnswers?: boolean;
  /** Of a fleet: whoever has all legs of a pair compares the responses, and tells what differs in their place. */
  comparing?: Comparing;
  /** Tells every single invocation; not of a paired plan. */
  tellSamples?: boolean;
  /** Of a lane that takes another's place: from 2 on, so that their samples are told apart. */
  epoch?: number;
  /** Of a fleet: what keeps it from sending once it is counted as lost. */
  fence?: FenceData;
}

/** What the coordinator tells a lane. `stop` drains, `abort` does not. */
export type LaneOrder =
  /** Time 0 of the run on `systemClock`, and the same since the Unix epoch. */
  | { type: 'start'; startUs: number; wallUs: number; late?: LateStart }
  | { type: 'stop' }
  | { type: 'abort' };

/** What a lane tells the coordinator: `ready`, then ticks, then `done`; or `failed` at any time. */
export type LaneNews =
  | { type: 'ready' }
  | { type: 'tick'; tick: Tick }
  /** Of the tick to come; of one slot, the later counts. */
  | { type: 'kept'; samples: KeptSample[] }
  | { type: 'answer'; answer: PairedAnswer }
  | { type: 'samples'; samples: KeptSample[] }
  /** For each workload what its `set` found; absent where nothing is set. */
  | { type: 'done'; sets: readonly (SetCounts | undefined)[] }
  | { type: 'failed'; message: string; hint?: string; exitCode?: ExitCode };
