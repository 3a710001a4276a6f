import type { JsonPath } from './json-path.js';
import type { Template } from './template.js';

/** A value that is put in place of another, or beside the others where there is none yet. */
export interface SetEdit {
  /** As written, for messages. */
  text: string;
  path: JsonPath;
  value: Template;
}

/** By how much time stamps move, and which. */
export interface TimeShift {
  /** Whole seconds, negative for the past; absent: from the recording's first time to the run's start. */
  byS?: number;
  /** Absent: those that `findTimes` finds. */
  at?: JsonPath[];
}

/** What becomes of a payload before it is sent; plain data, so that it can be posted to a thread. */
export interface TransformSpec {
  set?: SetEdit[];
  shift?: TimeShift;
  /** Absolute path of the user's own JavaScript module. */
  module?: string;
}

/** What is known of the arrival that a payload is changed for. */
export interface ChangeContext {
  /** The arrival's index in the plan; in a closed loop, in its stage. */
  seq: number;
  seed: number;
  /** The payload's place in its recording, or among the files or inline payloads, from 0. */
  record: number;
  /** Names the arrival among all of the run: `0/1/27` for workload, stage and index. */
  arrival: string;
  /** The arrival's intended time, in microseconds since the Unix epoch. */
  nowUs: number;
}
