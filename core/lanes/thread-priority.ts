import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Ten of Linux's nice levels: about a ninth of the share of a thread that is not nice (sched(7)). */
const niceness = 10;

/** The threads that this process has now, and what can be asked of them. */
export interface KnownThreads {
  /**
   * Lets every thread that started since go first, where the kernel knows threads one by one (Linux).
   * It cannot be taken back without privileges, so it is for programs that do nothing else.
   */
  giveWay(): void;
}

/**
 * Notes the threads that are not in a hurry: the one that keeps the books, and those on which V8
 * compiles and collects. Call before the lanes open and `giveWay` when they have, so that these are
 * not among them: with more threads than cores, an arrival otherwise waits for a whole time slice of
 * a thread that could as well wait itself.
 */
export function knownThreads(): KnownThreads {
  const ids = threadIds();
  return {
    giveWay() {
      for (const id of ids) {
        try {
          // One that somebody made nicer still is not to be brought back.
          if (getPriority(id) < niceness) setPriority(id, niceness);
        } catch {
          // The thread has ended.
        }
      }
    },
  };
}

/** Linux lists a process's threads in /proc (proc(5)); elsewhere there are none that could be named. */
function threadIds(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [];
  }
}
