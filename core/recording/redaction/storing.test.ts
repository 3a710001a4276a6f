import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { temporaryDatabase } from '../../database/temporary.fixture.js';
import type { ImportOptions } from '../files/import.js';
import { importRecording, rehearseImport } from '../files/import.js';
import { LiveRecording } from '../store/live-recording.js';
import { RecordingStore } from '../store/store.js';
import { errorOf, textsOf, workbench } from '../workbench.fixture.js';
import type { RedactionRules } from './rule.js';
import type { RedactionSample } from './sample.js';

const hashKey = Buffer.from('0123456789abcdef0123456789abcdef');
const rules: RedactionRules = {
  rules: [
    { kind: 'key', key: 'user', action: 'hash' },
    { kind: 'builtin', builtin: 'email', action: 'mask' },
  ],
  base64: [],
  hashKey,
};
const events = '{"user":"ann","to":"bob@example.org"}\n{"user":"ann"}\n{"x":1}\n';
const account = {
  rules: [
    { rule: 'key user', action: 'hash', count: 2 },
    { rule: 'builtin email', action: 'mask', count: 1 },
  ],
  ...{ recordCount: 2, plainCount: 0, overrunCount: 0 },
};

describe('an import with rules', () => {
  it('stores what is left, and an account of it', async () => {
    const { db, load, path } = workbench({ 'a.jsonl': events });
    const result = await load(path('a.jsonl'), { redaction: rules });
    expect(result.redaction).toEqual(account);
    const [first = '', second = '', third] = textsOf(db);
    expect(first).toMatch(/^\{"user":"[0-9a-f]{32}","to":"redacted@example\.invalid"\}$/);
    expect(JSON.parse(second)).toEqual({ user: (JSON.parse(first) as { user: string }).user });
    expect(third).toBe('{"x":1}');
    const { redactions } = new RecordingStore(db).describe('a');
    expect(redactions).toEqual([
      {
        ...account,
        appliedAtMs: expect.any(Number),
        keyId: expect.stringMatching(/^[0-9a-f]{12}$/),
      },
    ]);
    await load(path('a.jsonl'), { redaction: rules, mode: 'append' });
    await load(path('a.jsonl'), { mode: 'append' });
    expect(new RecordingStore(db).describe('a').redactions).toHaveLength(2);
    new RecordingStore(db).remove('a');
    expect(db.prepare('SELECT count(*) FROM recording_redactions').pluck().get()).toBe(0);
  });

  it('looks into tags, client context and outcome as well, unless a rule says where', async () => {
    const { db } = temporaryDatabase();
    const source = { source: '-', stdin: () => streamOf('{"to":"bob@example.org"}\n') };
    const tags = { user: 'ann', note: 'of bob@example.org' };
    await importRecording(db, { ...source, name: 'a', tags, redaction: rules });
    const [record] = [...new RecordingStore(db).records('a')];
    expect(record?.tags).toEqual({
      user: expect.stringMatching(/^[0-9a-f]{32}$/),
      note: 'of redacted@example.invalid',
    });
    const onlyTags: RedactionRules = {
      rules: [{ kind: 'builtin', builtin: 'email', action: 'mask', in: ['tags'] }],
      base64: [],
    };
    const again = { source: '-', stdin: () => streamOf('{"to":"bob@example.org"}\n') };
    await importRecording(db, { ...again, name: 'b', tags, redaction: onlyTags });
    expect(textsOf(db, 'b')).toEqual(['{"to":"bob@example.org"}\n']);
  });

  it('may be rehearsed: samples show where and what then, and nothing of what was', async () => {
    const { path } = workbench({ 'a.jsonl': events });
    const samples: RedactionSample[] = [];
    const options: ImportOptions = { source: path('a.jsonl'), name: 'a', redaction: rules };
    const result = await rehearseImport({ ...options, onRedaction: (one) => samples.push(one) });
    expect(result).toMatchObject({ recordCount: 3, redaction: account });
    expect(samples.map((one) => one.path)).toEqual(['$.user', '$.to', '$.user']);
    expect(JSON.stringify(samples)).not.toMatch(/ann|bob/);
  });

  it('is refused without a key to hash with', async () => {
    const { load, path } = workbench({ 'a.jsonl': events });
    const { rules: given, base64 } = rules;
    const error = await errorOf(load(path('a.jsonl'), { redaction: { rules: given, base64 } }));
    expect(error.message).toContain('To hash takes a key');
    const short = { rules: given, base64, hashKey: hashKey.subarray(0, 15) };
    expect((await errorOf(load(path('a.jsonl'), { redaction: short }))).message).toContain(
      'shorter',
    );
  });
});

describe('a live recording with rules', () => {
  it('stores what is left of events and of outcomes that come later, and counts what it committed', () => {
    const { db } = temporaryDatabase();
    const live = LiveRecording.start(db, {
      name: 'a',
      mode: 'refuse',
      source: 'proxy',
      redaction: rules,
    });
    const payload = Buffer.from('{"user":"ann"}');
    const clientContext = Buffer.from('{"custom":{"user":"ann"}}').toString('base64');
    live.append({
      events: [{ payload, clientContext }, { payload: Buffer.from('no JSON of bob@example.org') }],
      outcomes: [],
    });
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON records WHEN NEW.function_name = 'late'
      BEGIN SELECT RAISE(ABORT, 'full'); END`);
    const failing = { events: [{ payload, functionName: 'late' }], outcomes: [] };
    expect(() => live.append(failing)).toThrow('full');
    const outcome = {
      statusCode: 200,
      response: '{"user":"ann"}',
      errorMessage: 'bob@example.org is gone',
    };
    live.append({ events: [], outcomes: [{ number: 0, outcome }] });
    const store = new RecordingStore(db);
    const [first, second] = [...store.records('a')];
    expect(Buffer.from(first?.payload ?? []).toString()).toMatch(/^\{"user":"[0-9a-f]{32}"\}$/);
    expect(Buffer.from(first?.clientContext ?? '', 'base64').toString()).toMatch(
      /^\{"custom":\{"user":"[0-9a-f]{32}"\}\}$/,
    );
    expect(first?.outcome).toMatchObject({
      errorMessage: 'redacted@example.invalid is gone',
      response: expect.stringMatching(/^\{"user":"[0-9a-f]{32}"\}$/),
    });
    expect(Buffer.from(second?.payload ?? []).toString()).toBe(
      'no JSON of redacted@example.invalid',
    );
    expect(store.describe('a').redactions).toMatchObject([
      { rules: [{ count: 3 }, { count: 2 }], recordCount: 2, plainCount: 1 },
    ]);
  });
});

function streamOf(text: string): Readable {
  return Readable.from([Buffer.from(text)]);
}
