import type { Path } from '../json/path.js';
import type { Template } from './template.js';

/** A value that is put in place of another, or beside the others where there is none yet. */
export interface SetEdit {
  /** As written, for messages. */
  text: string;
  path: Path;
  value: Template;
}

/** By how much time stamps move, and which. */
export interface TimeShift {
  /** Whole seconds, negative for the past; absent: from the recording's first time to the run's start. */
  byS?: number;
  /** Absent: those that `findTimes` finds. */
  at?: Path[];
}

/** What becomes of a payload before it is sent; plain data, so that it can be posted to a thread. */
export interface TransformSpec {
  set?: SetEdit[];
  shift?: TimeShift;
  /** Absolute path of the user's own JavaScript module. */
  module?: string;
}
