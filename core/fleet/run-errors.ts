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
