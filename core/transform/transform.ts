import { hash } from 'node:crypto';
import { RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { Payload } from '../invoke/client.js';
import type { ChangeContext } from './change-context.js';
import { editJson, type KnownShift } from './edit-json.js';
import { noSetCounts, type SetCounts } from './set-counts.js';
import type { TransformSpec } from './transform-spec.js';
import { loadModule, type UserTransform } from './user-module.js';

/** Changes a payload before it is sent. Gives the same object where nothing is changed. */
export type Change = (payload: Payload, context: ChangeContext) => Payload;

/** What a transform must know of the run and of the recording. */
export interface TransformTimes {
  /** The recording's first time, in microseconds since the Unix epoch. */
  recordedUs?: number | undefined;
  /** The run's start, likewise. */
  startUs: number;
}

/** A transform whose module, if it has one, is loaded; the times come when the run starts. */
export type OpenTransform = (times: TransformTimes) => Change;

/**
 * Opens a transform in this thread; `counts` counts what it does. Throws `RepriseError` when its module cannot be loaded; what is
 * returned throws it for a payload that is no JSON (where values are to be set or moved) and for what
 * the module does.
 */
export async function openTransform(
  spec: TransformSpec,
  counts: SetCounts = noSetCounts(spec),
): Promise<OpenTransform> {
  const transform = spec.module === undefined ? undefined : await loadModule(spec.module);
  return (times) => {
    const shift = knownShift(spec, times);
    return (payload, context) => {
      const edited = edit(payload.bytes, context, { spec, shift, counts });
      const bytes = transform ? byModule(transform, edited, context) : edited;
      if (bytes === payload.bytes) return payload;
      return { ...payload, bytes, sha256: hash('sha256', bytes, 'hex') };
    };
  };
}

/** Whole seconds, so that no stamp loses or gains digits. */
function knownShift({ shift }: TransformSpec, times: TransformTimes): KnownShift | undefined {
  if (!shift) return undefined;
  const { recordedUs = times.startUs, startUs } = times;
  const { byS = Math.round((startUs - recordedUs) / 1e6), at } = shift;
  return { byS, at, aroundS: recordedUs / 1e6 };
}

interface Edits {
  spec: TransformSpec;
  shift: KnownShift | undefined;
  counts: SetCounts;
}

function edit(
  bytes: Uint8Array,
  context: ChangeContext,
  { spec: { set = [] }, shift, counts }: Edits,
): Uint8Array {
  if (set.length === 0 && !shift) return bytes;
  const edited = editJson(bytes, set, shift, context, counts);
  if (edited) return edited;
  throw new RepriseError(`Record ${context.record} is no JSON: nothing can be set in it.`, {
    hint: 'Leave it out, or change it with a module. The run was stopped.',
    exitCode: exitCodes.aborted,
  });
}

/** The module gets a copy: payloads are kept and sent again. */
function byModule(
  transform: UserTransform,
  bytes: Uint8Array,
  { seq, seed, record }: ChangeContext,
): Uint8Array {
  const result = transform(Buffer.from(bytes), { seq, seed, record });
  if (result === undefined) return bytes;
  return typeof result === 'string' ? Buffer.from(result) : result;
}
