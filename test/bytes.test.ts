import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { byteOrderMarkLength } from '../core/json/scan.js';
import { reprise, root, temporaryFolder } from './cli.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const folders: [string, string, number][] = [
  ['the samples of scenarios/events', path.join(root, 'scenarios/events'), 6],
  [
    '../shared/corpus/events (skipped where it is not)',
    path.join(root, '../shared/corpus/events'),
    136,
  ],
];

describe.each(folders)('%s', (_name, folder, count) => {
  it.skipIf(!existsSync(folder))(
    'import, export, import again and arrive at the function, byte for byte',
    async () => {
      const scratch = temporaryFolder();
      const db = ['--db', path.join(scratch, 'r.db')];
      const source = path.join(scratch, 'events');
      // Of a file of many events, the events arrive: payloads are the others.
      const filter = (file: string): boolean => !/\.jsonl$|\/dlq\.json$/.test(file);
      cpSync(folder, source, { recursive: true, filter });
      // A byte order mark is the file's, not the event's.
      const files = readdirSync(source)
        .map((name) => readFileSync(path.join(source, name)))
        .map((bytes) => bytes.subarray(byteOrderMarkLength(bytes)));
      const recorded = files.map(sha256).sort();
      expect(recorded).toHaveLength(count);

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
        String(count),
        '--order',
        'shuffled',
        '--expect',
        'ok == 100%',
      ];
      const { code, stderr } = await reprise(['run', ...to, ...load, ...db], { env });
      expect([code, stderr]).toEqual([0, expect.stringContaining(endpoint.url)]);
      expect(endpoint.received.map(({ body }) => sha256(body)).sort()).toEqual(recorded);
    },
    60_000,
  );
});
