import type { RecordSelection } from '../recording/selection/selection.js';
import type { SeqSetData } from '../recording/selection/seq-set.js';
import type { PayloadOrder } from '../schedule/plan-spec.js';
import type { CallNames } from '../transform/call-names.js';
import type { TransformSpec } from '../transform/transform-spec.js';

/** Where a workload's payloads come from, and how they are changed before they are sent. */
export type PayloadsSpec = PayloadsOrigin & {
  /** Absent: they are sent byte for byte. */
  transform?: TransformSpec;
  /** Absent: a recording's own names are sent, and no others. */
  names?: CallNames;
  /** The share of the invocations that begin a trace of their own; absent: none. */
  trace?: number;
};

/** Where a workload's payloads come from. */
export type PayloadsOrigin =
  | {
      kind: 'recording';
      name: string;
      order: PayloadOrder;
      /** Absent: all of it. */
      where?: RecordSelection;
      /** What `where` was found to mean (`selectPayloads`); absent before. */
      selected?: SeqSetData;
    }
  /** Absolute paths, already expanded and sorted; each file is one payload, all its bytes. */
  | { kind: 'files'; paths: string[]; order: PayloadOrder }
  /** Each one payload, its exact bytes. */
  | { kind: 'inline'; payloads: Uint8Array[]; order: PayloadOrder };
