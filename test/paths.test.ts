import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { redactionRules } from '../cmd/record/redaction-rules.js';
import { exitCodes } from '../core/base/exit-codes.js';
import { parseIgnoreRule, responseDifferences } from '../core/judge/compare/json-difference.js';
import { createRedactor } from '../core/recording/redaction/redactor.js';
import { workbench } from '../core/recording/workbench.fixture.js';
import { openTransform } from '../core/transform/transform.js';
import { recordEvents } from '../recorder/index.js';
import type { ScenarioFlags } from '../scenarios/language/flags.js';
import { loadScenario } from '../scenarios/language/load.js';
import { loadRedactionFile } from '../scenarios/language/redaction-file.js';
import type { Workload } from '../scenarios/language/scenario.js';
import { runScenario } from '../session/run/run-scenario.js';
import { root, temporaryFolder } from './cli.fixture.js';
import { scriptedEndpoint } from './scripted-endpoint.fixture.js';

const page = readFileSync(path.join(root, 'docs/paths.md'), 'utf8');
const document = /```json\n(.*?)```/s.exec(page)?.[1] ?? '';

/** The rows of a table of the page, the code in each cell. */
function rowsUnder(heading: string): string[][] {
  const [, table = ''] = page.split(heading);
  const [body = ''] = table.split('\n\n');
  const rows = body.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => Array.from(row.matchAll(/`([^`]+)`/g), ([, code = '']) => code));
}

const examples = rowsUnder('| path | names |').map(
  ([text = '', ...found]) => [text, found] as const,
);
const refused = rowsUnder('| not a path | because |').map(([text = '']) => text);

/** The value with every leaf (what is no object or list) put through `change`; also in strings that hold JSON. */
function mapLeaves(
  value: unknown,
  change: (leaf: unknown, at: string) => unknown,
  at = '$',
): unknown {
  if (typeof value === 'string' && value.startsWith('{')) {
    return JSON.stringify(mapLeaves(JSON.parse(value), change, at));
  }
  if (typeof value !== 'object' || value === null) return change(value, at);
  const entries = Object.entries(value).map(([key, one]) => {
    return [key, mapLeaves(one, change, `${at}/${key}`)] as const;
  });
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
}

function leaves(json: string): Map<string, unknown> {
  const found = new Map<string, unknown>();
  mapLeaves(JSON.parse(json), (leaf, at) => found.set(at, leaf));
  return found;
}

const all = leaves(document);

/** What the document had, as JSON, where `after` has something else than `before`. */
function changed(after: string, before = document): string[] {
  const [was, is] = [leaves(before), leaves(after)];
  return [...all]
    .filter(([at]) => was.get(at) !== is.get(at))
    .map(([, leaf]) => JSON.stringify(leaf));
}

const base = { function: 'f', rate: '1/s', for: '1s', payload: document };

function workloadOf(flags: ScenarioFlags): Workload {
  const [workload] = loadScenario(undefined, { flags: { ...base, ...flags } }).workloads as [
    Workload,
  ];
  return workload;
}

function scenarioFile(section: string): Workload {
  const file = path.join(temporaryFolder(), 's.yaml');
  writeFileSync(
    file,
    `target: { function: f }\nload: [{ rate: 1/s, for: 1s }]\npayloads: { inline: [{}], transform: ${section} }\n`,
  );
  return loadScenario(file, {}).workloads[0] as Workload;
}

async function sent({ payloads }: Workload, bytes = document): Promise<string> {
  const change = (await openTransform(payloads.transform ?? {}))({ startUs: 0 });
  const context = { seq: 0, seed: 1, record: 0, arrival: '0/0/0', nowUs: 0 };
  const payload = { bytes: Buffer.from(bytes), sha256: '' };
  return Buffer.from(change(payload, context).bytes).toString();
}

function redacted(rules: NonNullable<Awaited<ReturnType<typeof redactionRules>>>): string {
  const event = { payload: Buffer.from(document) };
  return Buffer.from(createRedactor(rules).redact(event).payload).toString();
}

function redactionFile(text: string) {
  const file = path.join(temporaryFolder(), 'rules.json');
  writeFileSync(file, JSON.stringify({ rules: [{ path: text }] }));
  return loadRedactionFile(file);
}

/** What a wrapped handler wrote: the payload of its line, or why it does not record. */
function recorded(text: string, event: unknown = JSON.parse(document)): string {
  const lines: string[] = [];
  const write = (line: string): number => lines.push(line);
  vi.spyOn(console, 'log').mockImplementation(write);
  vi.spyOn(console, 'warn').mockImplementation((line: string) => {
    throw new Error(line);
  });
  recordEvents(() => {}, { redact: [text] } as const)(...([event, {}] as unknown as []));
  return (JSON.parse(lines[0] ?? '{}') as { payload: string }).payload;
}

/** The leaves in which a response may be another one without a difference. */
function ignored(text: string): string[] {
  const rules = [parseIgnoreRule(text)];
  const isIgnored = (place: string): boolean => {
    const other = mapLeaves(JSON.parse(document), (leaf, at) => (at === place ? 'another' : leaf));
    const bytes = Buffer.from(JSON.stringify(other));
    return responseDifferences(Buffer.from(document), bytes, rules).length === 0;
  };
  return [...all].filter(([at]) => isIgnored(at)).map(([, leaf]) => JSON.stringify(leaf));
}

/** The leaves that move where each is a time stamp. */
async function shifted(text: string): Promise<string[]> {
  const stamp = '2026-01-01T00:00:00Z';
  const stamps = JSON.stringify(mapLeaves(JSON.parse(document), () => stamp));
  const section = `{ shiftTime: { by: +1d, at: [${JSON.stringify(text)}] } }`;
  return changed(await sent(scenarioFile(section), stamps), stamps);
}

/** Every place that takes a path: which values of the document it finds. Throws for what it cannot read. */
const places: Record<string, (text: string) => string[] | Promise<string[]>> = {
  '--set': async (text) => changed(await sent(workloadOf({ set: `${text}=another` }))),
  'set in a scenario': async (text) =>
    changed(await sent(scenarioFile(`{ set: { ${JSON.stringify(text)}: another } }`))),
  'shiftTime in a scenario': shifted,
  '--ignore': ignored,
  '--redact-path': async (text) => {
    const rules = await redactionRules({ 'redact-path': text });
    return rules ? changed(redacted(rules)) : [];
  },
  'a file of redaction rules': (text) => changed(redacted(redactionFile(text))),
  recordEvents: (text) => changed(recorded(text)),
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(Object.entries(places))('a path of %s', (_place, found) => {
  it.each(examples)('%s names what docs/paths.md says', async (text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  it.each(refused)('%s is refused', async (text) => {
    await expect((async () => found(text))()).rejects.toThrow('is not a path: expected');
  });
});

it('docs/paths.md has examples', () => {
  expect([examples.length > 12, refused.length > 7, all.size]).toEqual([true, true, 12]);
});

describe('recordEvents', () => {
  const event = { user: { password: 'hunter2', name: 'Ann' }, 'app.token': 't' };

  it.each(['$.**.password', '$..password', 'user.password', '$.user.*', 'pass*', 'PASSWORD'])(
    'does not log what %s names',
    (text) => {
      expect(recorded(text, event)).not.toContain('hunter2');
    },
  );

  it('takes a key with a dot as a name too', () => {
    expect(recorded('app.token', event)).toContain('"app.token":"***"');
  });
});

describe('a run with --set', () => {
  async function run(flags: ScenarioFlags, databasePath: string) {
    const endpoint = await scriptedEndpoint((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(request.body);
    });
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
    const notes: string[] = [];
    const where = { function: 'f', rate: '5/s', for: '1s', region: 'eu-west-1' };
    const scenario = loadScenario(undefined, {
      flags: { ...where, ...flags, endpointUrl: endpoint.url },
    });
    const how = { databasePath, threads: 0, readLimits: false, preflight: false };
    try {
      await runScenario(scenario, { ...how, onNote: (note) => notes.push(note) });
    } finally {
      vi.unstubAllEnvs();
      await endpoint.close();
    }
    return { notes, bodies: [...new Set(endpoint.received.map(({ body }) => String(body)))] };
  }

  const database = (): string => path.join(temporaryFolder(), 'r.db');

  it.each([
    ['{"total":5}', '$.total=1', '{"total":1}'],
    ['{"items":[{"id":1}]}', '$.items[0].id=9', '{"items":[{"id":9}]}'],
    ['{"total":5,"a":{"total":6}}', '**.total=1', '{"total":1,"a":{"total":1}}'],
    ['{"headers":{"x-id":7}}', 'headers["x-id"]=1', '{"headers":{"x-id":1}}'],
  ])('of %s: %s sends %s', async (payload, set, expected) => {
    const { notes, bodies } = await run({ payload, set }, database());
    expect([bodies, notes]).toEqual([[expected], []]);
  });

  it('refuses what can match nothing, before anything is sent', async () => {
    const flags = { payload: ['{"items":[]}', '{}'], set: 'items[0].id=1' };
    await expect(run(flags, database())).rejects.toMatchObject({
      message: 'set "items[0].id" can match nothing: none of 2 payloads has a place for it',
      exitCode: exitCodes.invalidInput,
    });
  });

  it('tells at the end what matched nothing in a recording, with the count', async () => {
    const { db, load, path: file } = workbench({ 'a.jsonl': '{"n":1}\n{"n":2}\n' });
    await load(file('a.jsonl'));
    const flags = { recording: 'a', set: ['n=3', '**.total=1'] };
    const { notes, bodies } = await run(flags, db.name);
    expect([bodies, notes]).toEqual([
      ['{"n":3}'],
      ['set "**.total" matched 0 of 5 payloads: check its path.'],
    ]);
  });
});
