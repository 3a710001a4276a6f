import { defined } from '../base/defined.js';
import { messageOf, RepriseError } from '../base/errors.js';
import { exitCodes } from '../base/exit-codes.js';
import type { FleetLane } from './fleet-lane.js';

/** A worker said itself that it cannot go on. */
export function failed(
  { hello }: FleetLane,
  message: string,
  hint: string | undefined,
): RepriseError {
  return new RepriseError(`${hello.name}: ${message}`, {
    ...defined({ hint }),
    exitCode: exitCodes.aborted,
  });
}

/** A worker was not heard any more. */
export function lostError({ hello, lost }: FleetLane): RepriseError {
  return new RepriseError(
    `${hello.name} (${hello.host}) was lost ${lost?.atS.toFixed(1)} s into the run: ${lost?.how}.`,
    {
      hint: 'What it had not reported is counted as aborted, though some of it may have run.',
      exitCode: exitCodes.aborted,
    },
  );
}

/** What a worker said has a hole, or cannot be read. */
export function cannotBeCounted(error: unknown): RepriseError {
  if (error instanceof RepriseError) return error;
  return new RepriseError(`A worker's measurements are incomplete: ${messageOf(error)}.`, {
    hint: 'The bus has lost some. What is missing is counted as aborted.',
    exitCode: exitCodes.aborted,
  });
}

/** Somebody resumed the run while this process was still there, stopped or cut off. */
export function tookOver(): RepriseError {
  return new RepriseError('Another process has resumed this run, and goes on with it.', {
    hint: 'What is shown ends here; the whole is in the database, when that one has ended.',
    exitCode: exitCodes.aborted,
  });
}

/** The log of a run that is to go on is not there. */
export function cannotBeRead(error: unknown): RepriseError {
  return new RepriseError(`The bus does not give the log of this run: ${messageOf(error)}.`, {
    hint: 'What the database has stays as it is; the rest is counted as aborted.',
    exitCode: exitCodes.aborted,
  });
}
