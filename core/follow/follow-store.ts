import type { Database, Statement } from '../database/open.js';
import { idBytes, isSampled, noId } from './event-id.js';
import type { Evidence, Fact } from './fact.js';
import { decodeFacts, encodeFacts } from './fact-codec.js';
import type { FollowFindings } from './findings.js';
import type { StoredEvent } from './fold-events.js';
import type { FollowSettings } from './settings.js';

/** An event that was accepted, as the run tells it. Microseconds of the run. */
export interface AcceptedEvent {
  workload: number;
  intendedUs: number;
  /** When the acceptance was answered. */
  answeredUs: number;
  requestId?: string | undefined;
}

/** How far a follow has come, so that it can go on: by reader, as that writes it. */
export interface FollowProgress {
  /** Time 0 of the run: milliseconds since the Unix epoch. */
  startMs?: number;
  /** When the last event was accepted, once all are. */
  acceptedMs?: number;
  readers?: Record<string, unknown>;
}

interface FollowRow {
  id: number;
  settings: string;
  progress: string;
  findings: string | null;
}

interface EventRow {
  request_id: Buffer;
  workload: number;
  intended_us: number;
  accepted_us: number;
  is_named: number;
  facts: Buffer;
}

const noFacts = Buffer.alloc(0);

/** The follow of one run in the database: its events with all that is known of them. */
export class FollowStore {
  readonly settings: FollowSettings;
  #progress: FollowProgress;
  readonly #id: number;
  readonly #db: Database;
  readonly #insert: Statement<[number, Buffer, number, number, number, number, Buffer]>;
  readonly #find: Statement<[number, Buffer], EventRow>;
  readonly #update: Statement<[Buffer, number, Buffer]>;

  private constructor(db: Database, row: FollowRow) {
    this.#db = db;
    this.#id = row.id;
    this.settings = JSON.parse(row.settings) as FollowSettings;
    this.#progress = JSON.parse(row.progress) as FollowProgress;
    this.#insert = db.prepare('INSERT OR IGNORE INTO follow_events VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#find = db.prepare('SELECT * FROM follow_events WHERE follow = ? AND request_id = ?');
    this.#update = db.prepare(
      'UPDATE follow_events SET facts = ? WHERE follow = ? AND request_id = ?',
    );
  }

  /** Begins to follow a run, before its first invocation. */
  static begin(db: Database, runId: string, settings: FollowSettings): FollowStore {
    db.prepare('INSERT INTO follows (run_id, settings) VALUES (?, ?)').run(
      runId,
      JSON.stringify(settings),
    );
    return FollowStore.of(db, runId) as FollowStore;
  }

  /** The follow of a run; undefined where it is not followed. */
  static of(db: Database, runId: string): FollowStore | undefined {
    const row = rowOf(db, runId);
    return row && new FollowStore(db, row);
  }

  get progress(): FollowProgress {
    return this.#progress;
  }

  /** Keeps how far it has come. */
  keepProgress(change: FollowProgress): void {
    this.#progress = { ...this.#progress, ...change };
    this.#db
      .prepare('UPDATE follows SET progress = ? WHERE id = ?')
      .run(JSON.stringify(this.#progress), this.#id);
  }

  /** Keeps what became of the events. */
  keepFindings(findings: FollowFindings): void {
    this.#db
      .prepare('UPDATE follows SET findings = ? WHERE id = ?')
      .run(JSON.stringify(findings), this.#id);
  }

  /** Enters accepted events, in one transaction: those of them that are in the sample. */
  accept(events: readonly AcceptedEvent[]): void {
    const { sample } = this.settings;
    this.#atOnce(() => {
      for (const { workload, intendedUs, answeredUs, requestId } of events) {
        const id = requestId === undefined ? noId() : idBytes(requestId);
        if (!isSampled(id, sample)) continue;
        const intended = Math.round(intendedUs);
        const accepted = Math.round(answeredUs) - intended;
        const isNamed = requestId === undefined ? 0 : 1;
        this.#insert.run(this.#id, id, workload, intended, accepted, isNamed, noFacts);
      }
    });
  }

  /**
   * Adds what witnesses told to what is known, in one transaction. What is known already changes
   * nothing. Gives how many of them are of no event of this run. What one page tells of an event is written
   * together: mostly its start and its end.
   */
  learn(evidence: readonly Evidence[]): number {
    const byEvent = new Map<string, Fact[]>();
    for (const { requestId, fact } of evidence) {
      const facts = byEvent.get(requestId);
      if (facts) facts.push(fact);
      else byEvent.set(requestId, [fact]);
    }
    let foreign = 0;
    this.#atOnce(() => {
      for (const [requestId, facts] of byEvent) {
        if (!this.#add(idBytes(requestId), facts)) foreign += facts.length;
      }
    });
    return foreign;
  }

  #add(id: Buffer, told: readonly Fact[]): boolean {
    const row = this.#find.get(this.#id, id);
    if (row === undefined) return false;
    const baseMs = this.#baseMs(row);
    const facts = encodeFacts([...decodeFacts(row.facts, baseMs), ...told], baseMs);
    if (!facts.equals(row.facts)) this.#update.run(facts, this.#id, id);
    return true;
  }

  /** Every event, one at a time; nothing may be written while it is read. */
  *events(): IterableIterator<StoredEvent> {
    const rows = this.#db
      .prepare<[number], EventRow>('SELECT * FROM follow_events WHERE follow = ?')
      .iterate(this.#id);
    for (const row of rows) yield this.#eventOf(row);
  }

  /**
   * Those that should have been sent from one second of the run until before another, in that order;
   * nothing may be written while they are read.
   */
  *eventsInOrder(fromS: number, toS: number): IterableIterator<StoredEvent> {
    const rows = this.#db
      .prepare<[number, number, number], EventRow>(
        `SELECT * FROM follow_events WHERE follow = ? AND intended_us >= ? AND intended_us < ?
         ORDER BY intended_us`,
      )
      .iterate(this.#id, fromS * 1e6, toS * 1e6);
    for (const row of rows) yield this.#eventOf(row);
  }

  /** The end of the second of the run in which the last event should have been sent; undefined without any. */
  lastIntendedS(): number | undefined {
    const lastUs = this.#db
      .prepare<[number], number | null>(
        'SELECT max(intended_us) FROM follow_events WHERE follow = ?',
      )
      .pluck()
      .get(this.#id);
    return lastUs === null || lastUs === undefined ? undefined : Math.floor(lastUs / 1e6) + 1;
  }

  /** How many events are followed. */
  count(): number {
    return this.#db
      .prepare<[number], number>('SELECT count(*) FROM follow_events WHERE follow = ?')
      .pluck()
      .get(this.#id) as number;
  }

  #eventOf(row: EventRow): StoredEvent {
    const { request_id, workload, intended_us, accepted_us, is_named, facts } = row;
    const intendedMs = this.startMs + intended_us / 1000;
    return {
      id: request_id,
      workload,
      intendedMs,
      acceptedMs: intendedMs + accepted_us / 1000,
      isNamed: is_named === 1,
      facts: decodeFacts(facts, this.#baseMs(row)),
    };
  }

  /** What the times in a row's facts count from. */
  #baseMs({ intended_us, accepted_us }: EventRow): number {
    return Math.round(this.startMs + (intended_us + accepted_us) / 1000);
  }

  /** Time 0 of the run: milliseconds since the Unix epoch. */
  get startMs(): number {
    return this.#progress.startMs ?? 0;
  }

  #atOnce(work: () => void): void {
    this.#db.transaction(work).immediate();
  }
}

/** What became of a run's events, if it was followed and has been looked at. */
export function findingsOf(db: Database, runId: string): FollowFindings | undefined {
  const findings = rowOf(db, runId)?.findings;
  return findings ? (JSON.parse(findings) as FollowFindings) : undefined;
}

function rowOf(db: Database, runId: string): FollowRow | undefined {
  return db.prepare<[string], FollowRow>('SELECT * FROM follows WHERE run_id = ?').get(runId);
}
