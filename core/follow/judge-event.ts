import { defined } from '../base/defined.js';
import type { EndedEvent, EventEnd, UnknownReason } from '../measure/event-book.js';
import { type Attempt, attemptsIn } from './attempts.js';
import type { Condition, DeadLetterFact, Fact, RecordFact } from './fact.js';
import type { RetryPolicy, Witnesses } from './policy.js';

/** An accepted event and all that is known of it. Times are milliseconds since the Unix epoch. */
export interface FollowedEvent {
  intendedMs: number;
  acceptedMs: number;
  /** False where its acceptance carried no request id: nobody can tell of it. */
  isNamed: boolean;
  facts: readonly Fact[];
}

/** What became of an event, and where it ran first. */
export interface JudgedEvent extends EndedEvent {
  /** The version of its last attempt, where a witness named it. */
  version?: string;
}

/**
 * What became of an event, from the set of its facts: it does not matter in which order they came or
 * how often. What was seen decides before what was not; what was not seen counts only where a witness
 * has been read far enough to have shown it.
 */
export function judgeEvent(
  event: FollowedEvent,
  policy: RetryPolicy,
  witnesses: Witnesses,
): JudgedEvent {
  return new EventJudge(event, policy, witnesses).judge();
}

interface Ended {
  end: EventEnd;
  why?: UnknownReason;
  isOpen?: true;
}

const endOfCondition: Record<Condition, EventEnd> = {
  Success: 'completed',
  RetriesExhausted: 'failed',
  EventAgeExceeded: 'expired',
  ZeroReservedConcurrency: 'discarded',
};

/** Clocks differ, and an event's age counts from its acceptance. */
const ageTolerance = 0.99;

class EventJudge {
  readonly #event: FollowedEvent;
  readonly #policy: RetryPolicy;
  readonly #witnesses: Witnesses;
  readonly #attempts: Attempt[];
  readonly #records: RecordFact[];
  readonly #letters: DeadLetterFact[];

  constructor(event: FollowedEvent, policy: RetryPolicy, witnesses: Witnesses) {
    this.#event = event;
    this.#policy = policy;
    this.#witnesses = witnesses;
    this.#attempts = attemptsIn(event.facts);
    this.#records = event.facts.filter((fact) => fact.kind === 'record');
    this.#letters = event.facts.filter((fact) => fact.kind === 'deadLetter');
  }

  judge(): JudgedEvent {
    const attempts = this.#attempts;
    const successful = attempts.filter((attempt) => this.#hasSucceeded(attempt));
    const { end, why, isOpen = false } = this.#end(successful.length > 0);
    const successes = Math.max(successful.length, this.#recordsOf('Success').length);
    const version = attempts.at(-1)?.version ?? this.#records.at(-1)?.version;
    return {
      ...{ end, isOpen, successes },
      isDeadLettered: this.#letters.length > 0,
      isUndelivered: this.#isUndelivered(end, successful[0]),
      reports: attempts.flatMap(({ report }) => report ?? []),
      ...defined({ why, version, attempts: this.#attemptCount() }),
      ...this.#times(successful[0]),
    };
  }

  #end(hasSucceeded: boolean): Ended {
    if (!this.#event.isNamed) return { end: 'unknown', why: 'noRequestId' };
    if (hasSucceeded) return { end: 'completed' };
    for (const [condition, end] of Object.entries(endOfCondition)) {
      if (this.#recordsOf(condition as Condition).length > 0) return { end };
    }
    const [letter] = this.#letters;
    if (letter) return { end: this.#endOfLetter(letter) };
    return this.#attempts.length > 0 ? this.#endOfAttempts() : this.#endWithoutTrace();
  }

  /** 429: it never ran. Of an event that ran, only its attempts and its age tell why it was given up. */
  #endOfLetter({ code, atMs }: DeadLetterFact): EventEnd {
    const isOld = atMs - this.#event.acceptedMs >= ageTolerance * this.#policy.maxAgeMs;
    if (code === 429) return isOld ? 'expired' : 'discarded';
    return isOld && !this.#isExhausted() ? 'expired' : 'failed';
  }

  #isExhausted(): boolean {
    return this.#attempts.length > this.#policy.retries;
  }

  /** It ran, and nothing says that it succeeded or was given up. */
  #endOfAttempts(): Ended {
    const last = this.#attempts.at(-1) as Attempt;
    const readMs = this.#witnesses.logs?.completeMs ?? 0;
    if (last.result === 'running') {
      const isOverdue = readMs > last.startMs + this.#policy.timeoutMs;
      return isOverdue ? { end: 'unknown', why: 'endNotLogged' } : open('pending');
    }
    const dueMs = this.#retryDueMs(last);
    const expiryMs = this.#event.acceptedMs + this.#policy.maxAgeMs;
    if (last.result === 'ended') {
      const isOpen = !this.#isExhausted() && readMs <= expiryMs;
      return { ...(isOpen && open('unknown')), end: 'unknown', why: 'resultNotLogged' };
    }
    if (this.#isExhausted()) return { end: 'failed' };
    if (readMs <= Math.min(dueMs, expiryMs)) return open('pending');
    // It failed, and would be too old for another attempt.
    if (dueMs > expiryMs) return { end: 'expired' };
    // Throttled since, perhaps, and still in the queue.
    if (readMs <= expiryMs) return open('pending');
    return this.#isGivingUpSeen(expiryMs) ? { end: 'lost' } : { end: 'unknown', why: 'notRetried' };
  }

  #endWithoutTrace(): Ended {
    const { logs, success } = this.#witnesses;
    const expiryMs = this.#event.acceptedMs + this.#policy.maxAgeMs;
    if (logs) {
      if (logs.completeMs <= expiryMs) return open('pending');
      return this.#isGivingUpSeen(expiryMs) ? { end: 'lost' } : { end: 'unknown', why: 'neverRan' };
    }
    if (!success) return { ...open('unknown'), why: 'successNotTold' };
    const lastMs = expiryMs + this.#policy.timeoutMs;
    if (success.completeMs <= lastMs) return open('pending');
    return { end: 'unknown', why: this.#isGivingUpSeen(lastMs) ? 'noRecord' : 'neverRan' };
  }

  /** Whether an event that was given up by then would have been seen. */
  #isGivingUpSeen(byMs: number): boolean {
    const { failure, deadLetters } = this.#witnesses;
    return [failure, deadLetters].some(
      (witness) => witness !== undefined && witness.completeMs > byMs,
    );
  }

  #retryDueMs({ startMs, endMs = startMs }: Attempt): number {
    return endMs + (this.#policy.retryDelaysMs[this.#attempts.length - 1] ?? 0);
  }

  /**
   * An attempt that came to its end without an error. Where the log does not tell all errors, only the
   * last one can be judged: it succeeded if what follows a failure did not follow.
   */
  #hasSucceeded(attempt: Attempt): boolean {
    const { logs } = this.#witnesses;
    if (attempt.result !== 'ended') return false;
    if (logs?.tellsErrors) return true;
    if (attempt !== this.#attempts.at(-1)) return false;
    // Given up at once, had it failed.
    if (this.#isExhausted()) return this.#isGivingUpSeen(attempt.endMs ?? attempt.startMs);
    const expiryMs = this.#event.acceptedMs + this.#policy.maxAgeMs;
    return this.#retryDueMs(attempt) <= expiryMs && (logs?.completeMs ?? 0) > expiryMs;
  }

  #recordsOf(condition: Condition): RecordFact[] {
    return this.#records.filter((record) => record.condition === condition);
  }

  /** As the log has it, or as the records of all its copies say. */
  #attemptCount(): number | undefined {
    if (this.#witnesses.logs) return this.#attempts.length;
    if (this.#records.length === 0)
      return this.#letters.every(isThrottle) && this.#letters[0] ? 0 : undefined;
    return this.#records.reduce((sum, { invokeCount }) => sum + invokeCount, 0);
  }

  /** Only what the log says has ended: what a destination says was delivered. */
  #isUndelivered(end: EventEnd, successful: Attempt | undefined): boolean {
    const { success, failure } = this.#witnesses;
    const endedMs = (end === 'completed' ? successful : this.#attempts.at(-1))?.endMs;
    if (endedMs === undefined || this.#records.length > 0) return false;
    if (end === 'completed') return success !== undefined && success.completeMs > endedMs;
    return end === 'failed' && failure !== undefined && failure.completeMs > endedMs;
  }

  #times(successful: Attempt | undefined): Pick<EndedEvent, 'queueUs' | 'endToEndUs'> {
    const { intendedMs } = this.#event;
    const recorded = this.#recordsOf('Success').map(({ atMs }) => atMs);
    const endedMs = successful?.endMs ?? (recorded.length > 0 ? Math.min(...recorded) : undefined);
    const startedMs = this.#attempts[0]?.startMs;
    return defined({
      queueUs: startedMs === undefined ? undefined : (startedMs - intendedMs) * 1000,
      endToEndUs: endedMs === undefined ? undefined : (endedMs - intendedMs) * 1000,
    });
  }
}

function open(end: EventEnd): Ended {
  return { end, isOpen: true };
}

function isThrottle({ code }: DeadLetterFact): boolean {
  return code === 429;
}
