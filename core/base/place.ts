import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { codeOf } from './errors.js';

/** An open file that is not yet in its place, or a device or pipe that is written straight to. */
export interface Place {
  readonly descriptor: number;
  /** Closes it and, of a file, puts it in its place. */
  keep(): void;
  /** Closes it and, of a file, leaves its place as it was. */
  discard(): void;
}

/** Of new files: they hold payloads and error messages. */
const privateMode = 0o600;

/** Links followed before they must be going in a circle; Linux gives up at the same (path_resolution(7)). */
const maxLinks = 40;

/**
 * Opens where `file` is to be written. A regular file, or one that does not exist yet, is written
 * beside its place and moved there when whole: what the name links to is replaced, not the link, and
 * the mode stays. Everything else (a device, a pipe, `/dev/stdout`) is written to as it is. A missing
 * folder is made. Throws the system's errors.
 */
export function openPlace(file: string): Place {
  const target = followLinks(path.resolve(file));
  const stats = target === undefined ? undefined : statsOf(target);
  if (target === undefined || (stats && !stats.isFile())) {
    const descriptor = openSync(target ?? file, 'a');
    const close = (): void => closeSync(descriptor);
    return { descriptor, keep: close, discard: close };
  }
  mkdirSync(path.dirname(target), { recursive: true });
  return besideOf(target, stats?.mode);
}

function besideOf(target: string, mode: number | undefined): Place {
  const beside = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  const descriptor = openSync(beside, 'wx', privateMode);
  if (mode !== undefined) fchmodSync(descriptor, mode & 0o7777);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    descriptor,
    keep() {
      close();
      renameSync(beside, target);
    },
    discard() {
      close();
      rmSync(beside, { force: true });
    },
  };
}

/** Undefined: a name of the system's own (`/dev/stdout`, `/proc/self/fd/3`), which is no file to be replaced. */
function followLinks(start: string): string | undefined {
  let at = start;
  for (let links = 0; links < maxLinks; links += 1) {
    if (/^\/(dev|proc)\//.test(at)) return undefined;
    const next = linkOf(at);
    if (next === undefined) return at;
    at = path.resolve(path.dirname(at), next);
  }
  return at;
}

function linkOf(at: string): string | undefined {
  try {
    return readlinkSync(at);
  } catch {
    return undefined;
  }
}

function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
