import type { Database } from '../../database/open.js';
import type { RecordedEvent, RecordedOutcome } from '../event.js';
import { addCounts, lastRedaction, noCounts, updateRedaction } from './applied.js';
import { createRedactor, type RedactionCounts, type Redactor } from './redactor.js';
import type { RedactionRules } from './rule.js';

interface Batch {
  events: readonly RecordedEvent[];
  /** How records ended whose events were stored before. */
  outcomes: readonly { number: number; outcome: RecordedOutcome; tags?: RecordedEvent['tags'] }[];
}

/** Redacts the batches of a recording that grows, and keeps its account of that up to date. */
export class LiveRedaction {
  readonly #db: Database;
  readonly #recordingId: number;
  readonly #position: number;
  readonly #redactor: Redactor;
  #committed: RedactionCounts;
  #next: RedactionCounts;

  /** For a recording whose last entry in its list of redactions is for these rules. */
  constructor(db: Database, recordingId: number, rules: RedactionRules) {
    this.#db = db;
    this.#recordingId = recordingId;
    this.#position = lastRedaction(db, recordingId);
    this.#redactor = createRedactor(rules);
    this.#committed = noCounts(rules);
    this.#next = this.#committed;
  }

  /** A batch as it may be stored. To be called again for one that could not be. */
  redact({ events, outcomes }: Batch): Batch {
    const batch: Batch = {
      events: events.map((event) => this.#redactor.redact(event)),
      outcomes: outcomes.map((late) => ({
        ...late,
        outcome: this.#redactor.redactOutcome(late.outcome),
      })),
    };
    this.#next = addCounts(this.#committed, this.#redactor.takeCounts());
    return batch;
  }

  /** Writes the counts with the last batch in them: part of the transaction that stores it. */
  save(): void {
    updateRedaction(this.#db, this.#recordingId, this.#position, this.#next);
  }

  /** The last batch is stored. */
  committed(): void {
    this.#committed = this.#next;
  }
}
