import { RepriseError } from '../../base/errors.js';
import { mix32 } from '../../base/random.js';
import type { Database } from '../../database/open.js';
import type { Recording } from '../recording.js';
import { PayloadCondition } from './payload-condition.js';
import type { RecordSelection } from './selection.js';
import { selectionSql } from './selection-sql.js';
import { SeqSet } from './seq-set.js';

/** What selecting needs to know of a recording; it need not have a name yet. */
export type SelectableRecording = Pick<Recording, 'id' | 'recordCount' | 'firstCapturedAtUs'> & {
  /** It is a part of what is selected from, and its first record has this place in that. */
  firstPlace?: number;
};

/** So many records are looked at in one statement: a long read would keep SQLite from reusing its log. */
const recordsPerRead = 65_536;

/**
 * The records of a recording that a selection means. Payloads are read only where the selection asks
 * about them. Throws `RepriseError` for an expression that is not JMESPath or that no payload can be
 * asked; gives an empty set where nothing is meant.
 */
export function selectRecords(
  db: Database,
  recording: SelectableRecording,
  selection: RecordSelection,
): SeqSet {
  const candidates = SeqSet.of(recording.recordCount, candidateSeqs(db, recording, selection));
  if (selection.payload === undefined) return candidates;
  const condition = new PayloadCondition(selection.payload);
  const holding = seqsThatHold(db, recording.id, candidates, condition);
  const selected = SeqSet.of(recording.recordCount, holding);
  // Of a part nothing is known of the other parts.
  if (recording.firstPlace === undefined) condition.checkAsked();
  return selected;
}

/**
 * The same for a recording that is to be used: throws `RepriseError` too when nothing is meant.
 */
export function selectSome(db: Database, recording: Recording, selection: RecordSelection): SeqSet {
  const selected = selectRecords(db, recording, selection);
  if (selected.count > 0) return selected;
  throw new RepriseError(
    `None of the ${recording.recordCount.toLocaleString('en')} records of ${recording.name} is selected.`,
    { hint: `See what it holds: reprise recordings show ${recording.name}.` },
  );
}

/** What SQL and the sample leave. */
function* candidateSeqs(
  db: Database,
  recording: SelectableRecording,
  selection: RecordSelection,
): Generator<number, void, void> {
  const { share, seed } = selection.sample ?? { share: 1, seed: 0 };
  const { firstPlace = 0 } = recording;
  const isDrawn = sampler(share, seed);
  for (const seqs of matchingSeqs(db, recording, selection)) {
    for (const seq of seqs) if (isDrawn(firstPlace + seq)) yield seq;
  }
}

/** Equal payloads can be told only over the whole recording; everything else goes piece by piece. */
function* matchingSeqs(
  db: Database,
  { id, recordCount, firstCapturedAtUs }: SelectableRecording,
  selection: RecordSelection,
): Generator<Iterable<number>, void, void> {
  const { condition, parameters } = selectionSql(selection, firstCapturedAtUs);
  const range = `FROM records WHERE recording_id = ? AND seq >= ? AND seq < ? AND ${condition}`;
  if (selection.isUnique) {
    yield db
      .prepare<(string | number)[], number>(`SELECT min(seq) ${range} GROUP BY sha256`)
      .pluck()
      .iterate(id, 0, recordCount, ...parameters);
    return;
  }
  const read = db.prepare<(string | number)[], number>(`SELECT seq ${range}`).pluck();
  for (let from = 0; from < recordCount; from += recordsPerRead) {
    yield read.all(id, from, Math.min(from + recordsPerRead, recordCount), ...parameters);
  }
}

/**
 * Whether a record is in a sample: by its place in the recording and the seed alone, so that it is in
 * or out whatever else is selected, and equal payloads are drawn one by one.
 */
function sampler(share: number, seed: number): (seq: number) => boolean {
  if (share >= 1) return () => true;
  const key = mix32(seed ^ 0x5a3b1e07) ^ mix32(Math.floor(seed / 2 ** 32));
  const threshold = share * 2 ** 32;
  return (seq) => mix32(mix32(seq + 0x9e3779b9) ^ key) < threshold;
}

function* seqsThatHold(
  db: Database,
  recordingId: number,
  candidates: SeqSet,
  condition: PayloadCondition,
): Generator<number, void, void> {
  const payload = db
    .prepare<[number, number], Uint8Array>(
      `SELECT bytes FROM records JOIN payloads ON payloads.id = payload_id
       WHERE recording_id = ? AND seq = ?`,
    )
    .pluck();
  for (const seq of candidates) {
    const bytes = payload.get(recordingId, seq);
    if (bytes && condition.holds(bytes)) yield seq;
  }
}
