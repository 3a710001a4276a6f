import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../core/database/open.js';
import { RecordingStore } from '../core/recording/store/store.js';
import { reprise, temporaryFolder } from './cli.fixture.js';
import { answers, scriptedEndpoint } from './scripted-endpoint.fixture.js';

const canary = 'cAnArY-4711';

function workplace(files: Record<string, string>): { cwd: string; stored: () => string[] } {
  const cwd = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  const stored = (): string[] => {
    const db = openDatabase(path.join(cwd, 'reprise.db'), { readonly: true });
    onTestFinished(() => void db.close());
    return [...new RecordingStore(db).records('a')].map(({ payload }) =>
      Buffer.from(payload).toString(),
    );
  };
  return { cwd, stored };
}

describe('redaction on the command line', () => {
  const events = '{"user":"ann","note":"id 17","to":"bob@example.org","list":[1,2]}\n';

  it('takes rules from flags and a file; the first one counts', async () => {
    const rules =
      'rules:\n  - { key: USER, action: mask }\n  - pattern: id (\\d+)\n    action: remove\n';
    const { cwd, stored } = workplace({
      'a.jsonl': events,
      'rules.yaml': rules,
      k: 'x'.repeat(32),
    });
    const flags = ['--redact', 'rules.yaml', '--redact-key', 'us*:hash', '--redact-key-file', 'k'];
    const more = ['--redact-path', '$.list[0]:remove', '--redact-builtin=email'];
    const { code, stdout, stderr } = await reprise(
      ['record', 'import', 'a.jsonl', '--as', 'a', ...flags, ...more],
      { cwd },
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(
      'Redacted: key us* hash 1, path $.list[0] remove 1, pattern id (\\d+) remove 1, builtin email mask 1, 1 rule found nothing; in 1 event.',
    );
    expect(stored()[0]).toMatch(
      /^\{"user":"[0-9a-f]{32}","note":"id ","to":"redacted@example\.invalid","list":\[2\]\}$/,
    );
    const show = await reprise(['recordings', 'show', 'a'], { cwd });
    expect(show.stdout).toMatch(
      /redacted {2}key us\* hash 1, .* in 1 event, on 20\S+Z, with the key [0-9a-f]{12}/,
    );
  });

  it('takes the secret from the environment, and not for the name of a key', async () => {
    const { cwd, stored } = workplace({ 'a.jsonl': events });
    const env = { REPRISE_REDACT_KEY: `${canary}-and-more-of-it` };
    const { code, stdout } = await reprise(
      ['record', 'import', 'a.jsonl', '--as', 'a', '--redact-path', 'user:hash'],
      { cwd, env },
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('path user hash 1; in 1 event')]);
    expect(stdout).not.toContain(canary);
    expect(stored()[0]).toMatch(/^\{"user":"[0-9a-f]{32}"/);
    const none = await reprise(['record', 'import', 'a.jsonl', '--as', 'b'], { cwd, env });
    expect(none.stdout).not.toContain('Redacted');
  });

  it('shows in a dry run what it would do, and stores nothing', async () => {
    const { cwd } = workplace({ 'a.jsonl': events });
    const { code, stdout } = await reprise(
      ['record', 'import', 'a.jsonl', '--as', 'a', '--dry-run', '--redact-builtin=all'],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Read 1 event \(\d+ B\); nothing was stored\.\n/);
    expect(stdout).toContain('  builtin email mask: 1\n    $.to  -> redacted@example.invalid\n');
    expect(stdout).not.toContain('bob');
    expect(readdirSync(cwd)).toEqual(['a.jsonl']);
  });

  it('names the line and column of what is wrong with a file of rules, all of it at once', async () => {
    const rules = [
      'rules:',
      '  - key: a',
      '    acton: mask',
      '  - path: "a...b"',
      '  - pattern: "("',
      '  - builtin: [emial]',
      '    action: drop',
      'bas64: [a]',
    ];
    const { cwd } = workplace({ 'a.jsonl': events, 'rules.yaml': rules.join('\n') });
    const { code, stderr } = await reprise(
      ['record', 'import', 'a.jsonl', '--as', 'a', '--redact', 'rules.yaml'],
      { cwd },
    );
    expect(code).toBe(104);
    for (const place of [
      '3:5: unknown key "acton"',
      '4:11: "a...b" is not a path',
      '5:14: "(" is no regular',
      '6:15: this is not one of all, authorization',
      '7:13: ',
      '8:1: unknown key',
    ]) {
      expect(stderr).toContain(`rules.yaml:${place}`);
    }
    const two = workplace({
      'a.jsonl': events,
      'rules.json': '{"rules":[{"key":"a","path":"b"}]}',
    });
    const both = await reprise(
      ['record', 'import', 'a.jsonl', '--as', 'a', '--redact', 'rules.json'],
      two,
    );
    expect(both.stderr).toContain(
      'rules.json:1:11: a rule looks for one thing; this one for key and path',
    );
  });
});

describe('secrets at rest', () => {
  it('are in files for their owner only, whatever the umask', async () => {
    const { cwd } = workplace({ 'a.jsonl': `{"x":"${canary}"}\n` });
    const before = process.umask(0o022);
    onTestFinished(() => void process.umask(before));
    await reprise(['record', 'import', 'a.jsonl', '--as', 'a'], { cwd });
    const db = openDatabase(path.join(cwd, 'reprise.db'));
    onTestFinished(() => void db.close());
    db.exec('UPDATE recordings SET written_at_ms = 0');
    await reprise(['recordings', 'export', 'a', '--out', 'out.jsonl.gz'], { cwd });
    await reprise(['recordings', 'export', 'a', '--out', 'out.jsonl'], { cwd });
    for (const file of [
      'reprise.db',
      'reprise.db-wal',
      'reprise.db-shm',
      'out.jsonl',
      'out.jsonl.gz',
    ]) {
      expect(statSync(path.join(cwd, file)).mode & 0o777, file).toBe(0o600);
    }
  });

  it('are in no message of an import', async () => {
    const { cwd } = workplace({ 'a.jsonl': `{"a":"${canary}" "b"}\n{"a":1}\n` });
    for (const more of [[], ['--skip-invalid'], ['--dry-run']]) {
      const { stdout, stderr } = await reprise(
        ['record', 'import', 'a.jsonl', '--as', 'a', ...more],
        { cwd },
      );
      expect(stderr).toContain('a.jsonl:1:20: Not JSON: expected "," or "}".');
      expect(stdout + stderr).not.toContain(canary);
    }
  });

  it('are in nothing that a run and its report print', async () => {
    const { cwd } = workplace({ 'a.jsonl': `{"x":"${canary}"}\n` });
    await reprise(['record', 'import', 'a.jsonl', '--as', 'a'], { cwd });
    const endpoint = await scriptedEndpoint((_request, response, incoming) => {
      answers.ok?.(response, incoming);
    });
    onTestFinished(() => endpoint.close());
    const env = {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'eu-west-1',
    };
    const run = [
      'run',
      '--function',
      'f',
      '--endpoint-url',
      endpoint.url,
      '--recording',
      'a',
      '--rate',
      '50/s',
      '-n',
      '5',
    ];
    const ended = [
      await reprise(run, { cwd, env }),
      await reprise(['report', 'last', '--out', 'json=-'], { cwd }),
      await reprise(['recordings', 'show', 'a', '--json'], { cwd }),
      await reprise(['runs'], { cwd }),
    ];
    expect(endpoint.received.map(({ body }) => String(body))).toContain(`{"x":"${canary}"}`);
    for (const { stdout, stderr } of ended) expect(stdout + stderr).not.toContain(canary);
  });
});
