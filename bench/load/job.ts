import type { ClientName } from '../../core/invoke/create-client.js';
import type { OutcomeCounts } from '../../core/measure/fold.js';
import type { HistogramData } from '../../core/measure/histogram.js';
import type { StageSpec } from '../../core/schedule/loads/index.js';
import type { PayloadOrder } from '../../core/schedule/plan-spec.js';

/** Where every generator sends, and what. */
export interface Source {
  url: string;
  databasePath: string;
  recording: string;
  /** By InvokeWithResponseStream instead of Invoke; not by the bare loops of undici. */
  isStreamed?: boolean;
}

/** Reprise itself: a whole run, stored in the database that the recording is in. */
export interface RepriseJob extends Source {
  kind: 'reprise';
  client: ClientName;
  threads: number | 'auto';
  stages: StageSpec[];
  order: PayloadOrder;
  maxInFlight: number;
  /** Report memory as it goes. */
  watchMemory: boolean;
}

/** A loop of undici (or, `client: 'sdk'`, of `@aws-sdk/client-lambda`) and nothing else. */
export interface BareJob extends Source {
  kind: 'bare';
  client: 'signed' | 'unsigned' | 'wire' | 'sdk';
  /** In flight at all times; with a pace: how many connections there are. */
  concurrency: number;
  /** Open loop, by Node's own timers, in place of one invocation after the other. */
  pace?: Pace;
}

/** A constant rate, first to warm up, then measured. */
export interface Pace {
  rateHz: number;
  warmUpS: number;
  measuredS: number;
}

/** What a generator's process is to do. */
export type GeneratorJob = RepriseJob | BareJob;

/** One stage of a run as its books have it. */
export interface StageFigures {
  sent: number;
  lateness: HistogramData;
  response: HistogramData;
  service: HistogramData;
}

/** Resident memory after so many invocations. */
export interface MemoryPoint {
  invocations: number;
  rssBytes: number;
}

/** What a generator says at its end. */
export interface GeneratorFigures {
  answered: number;
  /** Everything else than a 200. */
  failed: number;
  /** Of Reprise only. */
  run?: RunFigures;
  /** Of a bare loop with a pace: from the intended time to the send, in microseconds. */
  lateness?: HistogramData;
}

/** A load that is being sent. */
export interface Load {
  /** Resolves when it has ended, by itself or by `end`. */
  readonly ended: Promise<GeneratorFigures>;
  end(): void;
}

export interface RunFigures {
  planned: number;
  outcomes: OutcomeCounts;
  isBalanced: boolean;
  stages: StageFigures[];
  memory: MemoryPoint[];
}

/** What a generator's process tells: that it sends (time 0 on the clock of `process.hrtime`), its CPU time when asked, the end. */
export type GeneratorNews =
  | { type: 'started'; atUs: number }
  | { type: 'cpu'; us: number }
  | { type: 'ended'; figures: GeneratorFigures }
  | { type: 'failed'; message: string };

/** What it is told. */
export type GeneratorOrder = 'cpu' | 'end';

/** The function that all generators invoke, and as whom; nothing checks it but the signature's cost is real. */
export const functionName = 'checkout';
export const region = 'us-east-1';
export const credentials: { accessKeyId: string; secretAccessKey: string } = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
