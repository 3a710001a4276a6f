import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defined } from '../base/defined.js';
import { type Database, openDatabase } from '../database/open.js';
import type { LaneJob } from '../lanes/lane-job.js';
import type { PayloadsSpec } from '../lanes/payloads-spec.js';
import { SeqSet } from '../recording/selection/seq-set.js';
import { RecordingStore } from '../recording/store/store.js';

/** Beside the schema of every database: files that lie elsewhere on the coordinator's machine. */
const filesTable = 'CREATE TABLE bundle_files (path TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT';

/**
 * Writes what a run's lanes read, and nothing else, into an SQLite file of its own: of each recording the
 * payloads that are selected, payload files, modules. Gives the job as it reads from there.
 */
export function writeBundle(job: LaneJob, file: string): LaneJob {
  const bundle = openDatabase(file);
  try {
    bundle.exec(filesTable);
    bundle.prepare('ATTACH ? AS source').run(job.databasePath);
    const payloads = bundle.transaction(() =>
      job.payloads.map((spec, workload) => bundled(spec, workload, bundle)),
    )();
    bundle.exec('DETACH source');
    // One file, which readers need not write beside.
    bundle.pragma('journal_mode = DELETE');
    return { ...job, databasePath: '', payloads };
  } finally {
    bundle.close();
  }
}

/** The job as this machine reads it: from the bundle, whose files are put into `folder`. */
export function unpackBundle(job: LaneJob, file: string, folder: string): LaneJob {
  const bundle = openDatabase(file, { readonly: true });
  try {
    for (const { path: name, bytes } of filesOf(bundle)) {
      const target = path.join(folder, name);
      mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
      if (!existsSync(target)) writeFileSync(target, bytes, { mode: 0o600 });
    }
  } finally {
    bundle.close();
  }
  const payloads = job.payloads.map((spec) => located(spec, folder));
  return { ...job, databasePath: file, payloads };
}

function bundled(spec: PayloadsSpec, workload: number, bundle: Database): PayloadsSpec {
  const moved = withModule(spec, workload, bundle);
  if (moved.kind === 'recording') {
    copyRecording(moved, bundle);
    return moved;
  }
  const contents =
    moved.kind === 'files' ? moved.paths.map((each) => readFileSync(each)) : moved.payloads;
  const { transform, names, trace, order } = moved;
  const paths = contents.map((bytes, i) => putFile(bundle, `payloads/${workload}/${i}`, bytes));
  return {
    ...{ kind: 'files', paths, order },
    ...(transform && { transform }),
    ...defined({ names, trace }),
  };
}

function withModule(spec: PayloadsSpec, workload: number, bundle: Database): PayloadsSpec {
  const module = spec.transform?.module;
  if (module === undefined) return spec;
  const folder = `modules/${workload}`;
  // A module's kind may be said in a package.json above it, which stays behind.
  const kind = JSON.stringify({ type: packageTypeOf(module) });
  putFile(bundle, `${folder}/package.json`, Buffer.from(kind));
  const name = putFile(bundle, `${folder}/${path.basename(module)}`, readFileSync(module));
  return { ...spec, transform: { ...spec.transform, module: name } };
}

function packageTypeOf(file: string): string {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const described = path.join(folder, 'package.json');
    if (existsSync(described)) {
      const { type } = JSON.parse(readFileSync(described, 'utf8')) as { type?: string };
      return type ?? 'commonjs';
    }
    if (folder === path.dirname(folder)) return 'commonjs';
  }
}

function putFile(bundle: Database, name: string, bytes: Uint8Array): string {
  bundle
    .prepare('INSERT OR REPLACE INTO bundle_files (path, bytes) VALUES (?, ?)')
    .run(name, bytes);
  return name;
}

function filesOf(bundle: Database): IterableIterator<{ path: string; bytes: Uint8Array }> {
  return bundle
    .prepare<[], { path: string; bytes: Uint8Array }>('SELECT path, bytes FROM bundle_files')
    .iterate();
}

function located(spec: PayloadsSpec, folder: string): PayloadsSpec {
  const { transform } = spec;
  const module = transform?.module;
  return {
    ...spec,
    ...(spec.kind === 'files' && { paths: spec.paths.map((each) => path.join(folder, each)) }),
    ...(transform &&
      module !== undefined && {
        transform: { ...transform, module: path.join(folder, module) },
      }),
  };
}

/**
 * Copies a recording with its places and times, which a plan counts by; of records that are not selected
 * only these. What was redacted is copied too: it says what of the answers is to be masked.
 */
function copyRecording(
  { name, selected }: PayloadsSpec & { kind: 'recording' },
  bundle: Database,
): void {
  const known = bundle.prepare('SELECT 1 FROM recordings WHERE name = ?').get(name);
  if (!known) {
    const ids = 'SELECT id FROM source.recordings WHERE name = ?';
    const copies = [
      'INSERT INTO recordings SELECT * FROM source.recordings WHERE name = ?',
      `INSERT INTO recording_redactions SELECT * FROM source.recording_redactions WHERE recording_id IN (${ids})`,
      `INSERT INTO records (recording_id, seq, payload_id, sha256, size_bytes, captured_at_us)
       SELECT recording_id, seq, payload_id, sha256, size_bytes, captured_at_us
       FROM source.records WHERE recording_id IN (${ids})`,
    ];
    for (const sql of copies) bundle.prepare(sql).run(name);
  }
  const { id } = new RecordingStore(bundle).find(name);
  const copyRecord = bundle.prepare(
    `REPLACE INTO records SELECT * FROM source.records WHERE recording_id = ? AND seq = ?`,
  );
  const copyPayload = bundle.prepare(
    `INSERT OR IGNORE INTO payloads SELECT p.* FROM source.payloads p JOIN source.records r
     ON p.id = r.payload_id WHERE r.recording_id = ? AND r.seq = ?`,
  );
  for (const seq of seqsOf(id, selected, bundle)) {
    copyRecord.run(id, seq);
    copyPayload.run(id, seq);
  }
}

function seqsOf(
  id: number,
  selected: (PayloadsSpec & { kind: 'recording' })['selected'],
  bundle: Database,
): Iterable<number> {
  if (selected) return new SeqSet(selected);
  const all = bundle.prepare<[number], number>('SELECT seq FROM records WHERE recording_id = ?');
  return all.pluck().all(id);
}
