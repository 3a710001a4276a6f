import { type ExitCode, exitCodes } from './exit-codes.js';

/** Where in a user's file something is wrong. Lines and columns count from 1, columns in characters. */
export interface SourcePosition {
  file: string;
  line: number;
  column: number;
}

export interface RepriseErrorOptions {
  /** What to do about it, in one sentence that starts with a verb. */
  hint?: string;
  /** Default: `invalidInput`, since nearly every error that reaches a user is about what they gave. */
  exitCode?: ExitCode;
  where?: SourcePosition;
  cause?: unknown;
}

/**
 * An error that is meant for the person at the terminal: what happened (`message`), where (`where`)
 * and what to do (`hint`). Whatever a Lambda invocation answers is an `Outcome`, never one of these.
 */
export class RepriseError extends Error {
  override readonly name = 'RepriseError';
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  readonly where: SourcePosition | undefined;

  constructor(message: string, options: RepriseErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCodes.invalidInput;
    this.where = options.where;
  }
}

/** The message of anything that was thrown, since JavaScript lets anything be thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The system's error code (`ENOENT`, `EACCES`, `SQLITE_FULL`), if what was thrown carries one. */
export function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
