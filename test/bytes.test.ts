import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { corpusFiles, corpusTest } from '../core/base/corpus.fixture.js';
import { awkwardDocuments } from '../core/json/edges.fixture.js';
import { byteOrderMarkLength } from '../core/json/scan.js';
import { reprise, root, temporaryFolder } from './cli.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Import, export, import again, and send: what the function received is what the files were. */
async function expectSameBytes(files: readonly Buffer[]): Promise<void> {
  const scratch = temporaryFolder();
  const db = ['--db', path.join(scratch, 'r.db')];
  const source = path.join(scratch, 'events');
  mkdirSync(source);
  files.forEach((bytes, index) => {
    writeFileSync(path.join(source, `${index}.json`), bytes);
  });
  // A byte order mark is the file's, not the event's.
  const recorded = files.map((bytes) => sha256(bytes.subarray(byteOrderMarkLength(bytes)))).sort();

  const imported = await reprise(['record', 'import', source, '--as', 'all', ...db]);
  expect(imported.stderr + imported.stdout).not.toMatch(/error/);
  const exported = path.join(scratch, 'all.jsonl.gz');
  await reprise(['recordings', 'export', 'all', '--out', exported, ...db]);
  await reprise(['record', 'import', exported, '--as', 'again', ...db]);

  const endpoint = await scriptedEndpoint((_request, response, incoming) => {
    answers.ok?.(response, incoming);
  });
  onTestFinished(() => endpoint.close());
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: 'eu-west-1',
  };
  const to = ['--function', 'f', '--endpoint-url', endpoint.url, '--recording', 'again'];
  const load = [
    '--rate',
    '100/s',
    '-n',
    String(files.length),
    '--order',
    'shuffled',
    '--expect',
    'ok == 100%',
  ];
  const { code, stderr } = await reprise(['run', ...to, ...load, ...db], { env });
  expect([code, stderr]).toEqual([0, expect.stringContaining(endpoint.url)]);
  expect(endpoint.received.map(({ body }) => sha256(body)).sort()).toEqual(recorded);
}

it('samples and documents at the edges of JSON arrive at the function byte for byte', async () => {
  const folder = path.join(root, 'scenarios/events');
  // Of a file of many events, the events arrive: payloads are the others.
  const samples = readdirSync(folder).filter((file) => !/\.jsonl$|^dlq\.json$/.test(file));
  expect(samples).toHaveLength(6);
  await expectSameBytes([
    ...samples.map((name) => readFileSync(path.join(folder, name))),
    ...awkwardDocuments.map(([, bytes]) => bytes),
  ]);
}, 60_000);

corpusTest('real events arrive at the function byte for byte', 'events', async () => {
  const events = corpusFiles('events').map((file) => readFileSync(file));
  expect(events).toHaveLength(136);
  await expectSameBytes(events);
});
