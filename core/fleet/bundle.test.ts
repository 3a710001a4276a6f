import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../database/open.js';
import { temporaryFolder } from '../database/temporary.fixture.js';
import type { LaneJob } from '../lanes/lane-job.js';
import { openPayloads } from '../lanes/payloads.js';
import type { PayloadsSpec } from '../lanes/payloads-spec.js';
import { RecordingStore } from '../recording/store/store.js';
import { workbench } from '../recording/workbench.fixture.js';
import { unpackBundle, writeBundle } from './bundle.js';

const lines = Array.from(
  { length: 50 },
  (_, i) => `{"reprise":1,"capturedAtUs":${1e15 + i * 1000},"payload":"{\\"canary\\":${i}}"}\n`,
).join('');

it('has what the lanes read, to the byte and in its place, and none of the rest', async () => {
  const {
    db,
    load,
    path: at,
  } = workbench({ 'a.jsonl': lines, 'f.json': ' {"f": 1.0} ', 'm.js': 'x' });
  await load(at('a.jsonl'));
  const selected = new RecordingStore(db).select('a', { sample: { share: 0.3, seed: 1 } });
  const payloads: PayloadsSpec[] = [
    { kind: 'recording', name: 'a', order: 'recorded', selected: selected.data },
    { kind: 'files', paths: [at('f.json')], order: 'random', transform: { module: at('m.js') } },
    { kind: 'inline', payloads: [Buffer.from('{"i":0}')], order: 'shuffled' },
  ];
  const folder = temporaryFolder();
  const file = path.join(folder, 'bundle.db');
  const job = { databasePath: db.name, payloads } as LaneJob;
  const bundled = writeBundle(job, file);
  const unpacked = unpackBundle(bundled, file, path.join(folder, 'files'));
  const there = openDatabase(unpacked.databasePath, { readonly: true });
  const [from, to] = [openPayloads(payloads, db), openPayloads(unpacked.payloads, there)];
  for (const [workload, source] of from.sources.entries()) {
    const moved = to.sources[workload];
    expect(moved?.count).toBe(source.count);
    for (let i = 0; i < source.count; i++) {
      expect(moved?.get(i)).toEqual(source.get(i));
      expect(moved?.recordAt?.(i)).toBe(source.recordAt?.(i));
    }
  }
  expect([...to.captureTimes.iterate(0)]).toEqual([...from.captureTimes.iterate(0)]);
  expect(unpacked.payloads.map(({ order }) => order)).toEqual(['recorded', 'random', 'shuffled']);
  expect(readFileSync(unpacked.payloads[1]?.transform?.module ?? '', 'utf8')).toBe('x');
  const bytes = readFileSync(file);
  for (let i = 0; i < 50; i++) {
    expect(bytes.includes(`{"canary":${i}}`)).toBe(selected.has(i));
  }
  there.close();
});

it('is the same file for the same payloads, so that who has it need not fetch it again', async () => {
  const { db, load, path: at } = workbench({ 'a.jsonl': lines });
  await load(at('a.jsonl'));
  writeFileSync(at('one.json'), '{}');
  const payloads: PayloadsSpec[] = [
    { kind: 'recording', name: 'a', order: 'recorded' },
    { kind: 'files', paths: [at('one.json')], order: 'recorded' },
  ];
  const job = { databasePath: db.name, payloads } as LaneJob;
  const [first, second] = ['1.db', '2.db'].map((name) => {
    writeBundle(job, at(name));
    return readFileSync(at(name)).toString('base64');
  });
  expect(second).toBe(first);
});
