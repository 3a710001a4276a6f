import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LoadOptions, loadLocalFile, loadScenario } from './load.js';
import { ScenarioProblems } from './problems.js';
import { loadRedactionFile } from './redaction-file.js';

function fileWith(yaml: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reprise-anchors-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 's.yaml');
  writeFileSync(file, yaml);
  return file;
}

function load(yaml: string, options: LoadOptions = {}) {
  return loadScenario(fileWith(yaml), options);
}

/** `line:column: message` of everything that is wrong. */
function problemsOf(yaml: string): string[] {
  try {
    load(yaml);
  } catch (error) {
    if (!(error instanceof ScenarioProblems)) throw error;
    return error.problems.map(
      ({ position, message }) => `${position?.line}:${position?.column}: ${message}`,
    );
  }
  throw new Error('nothing was wrong');
}

/** As people keep what services share in a Compose file. */
const shared = `x-load: &load
  rate: 5/s
  for: 2s
x-target: &target { function: checkout, qualifier: live }
x-text: &text plain
x-payload: &payload { id: 1.0, big: 12345678901234567890 }
workloads:
  one: &one
    target: *target
    payloads: { inline: [*text, *payload, { <<: *payload, more: 2.50, id: 3 }] }
    load: [*load, { <<: [*load, { rate: 9/s, name: late }], for: 4s }]
  two:
    <<: *one
    load:
      - <<: *load
        rate: 7/s
`;

describe('anchors and merge keys', () => {
  it('are written out, and a key of its own goes before a merged one', () => {
    const { workloads } = load(shared);
    const stages = workloads.map((workload) =>
      workload.stages.map(({ name, ...stage }) => [
        name,
        'fromHz' in stage && stage.fromHz,
        'durationS' in stage && stage.durationS,
      ]),
    );
    expect(stages).toEqual([
      [
        ['5/s', 5, 2],
        ['late', 5, 4],
      ],
      [['7/s', 7, 2]],
    ]);
    expect(workloads.map(({ functionName, qualifier }) => [functionName, qualifier])).toEqual([
      ['checkout', 'live'],
      ['checkout', 'live'],
    ]);
  });

  it('leave the numbers of payloads as they are written', () => {
    const texts = load(shared).workloads.map(({ payloads }) =>
      payloads.kind === 'inline' ? payloads.payloads.map((bytes) => String(bytes)) : [],
    );
    for (const each of texts) {
      expect(each).toEqual([
        'plain',
        '{"id":1.0,"big":12345678901234567890}',
        '{"more":2.50,"id":3,"big":12345678901234567890}',
      ]);
    }
  });

  it('share nothing: a flag about one workload changes no other', () => {
    const { workloads } = load(shared, { flags: { workload: 'two', qualifier: '12' } });
    expect(workloads.map(({ qualifier }) => qualifier)).toEqual(['live', '12']);
  });

  it('may stand for as many stages as a long load has', () => {
    const yaml = `x-s: &s { rate: 5/s, for: 1s }\ntarget: { function: f }\nload:\n${'  - *s\n'.repeat(1440)}`;
    expect(load(yaml).workloads[0]?.stages).toHaveLength(1440);
  });

  it('leave a quoted key alone', () => {
    const yaml =
      'target: { function: f }\nload: [{ rate: 5/s, for: 1s }]\npayloads: { inline: [{ "<<": 1 }] }\n';
    const [workload] = load(yaml).workloads;
    expect(workload?.payloads.kind === 'inline' && String(workload.payloads.payloads[0])).toBe(
      '{ "<<": 1 }',
    );
  });

  it('are read in files of redaction rules and of a local Lambda, too', () => {
    const rules = 'x-m: &m { action: remove }\nrules: [{ <<: *m, key: email }]\n';
    expect(loadRedactionFile(fileWith(rules)).rules).toEqual([
      { kind: 'key', key: 'email', action: 'remove' },
    ]);
    const local =
      'x-f: &f { latency: 5ms, memory: 256 }\nlocal: { functions: { a: { <<: *f, memory: 512 } } }\n';
    expect(loadLocalFile(fileWith(local)).functions.a?.memoryMb).toBe(512);
  });
});

describe('a mistake', () => {
  it.each<[string, string, string[]]>([
    [
      'in what is merged is shown where it is written',
      'x-l: &l\n  maxInFligt: 5\ntarget: { function: f }\nload: [{ rate: 5/s, for: 1s }]\nlimits: { <<: *l, timeout: 3s }\n',
      ['2:3: unknown key "maxInFligt"'],
    ],
    [
      'in the value of a merged key, too',
      'x-l: &l { rate: fast }\ntarget: { function: f }\nload:\n  - <<: *l\n    for: 1s\n',
      ['1:17: "fast" is not a rate'],
    ],
    [
      'in a key that goes before a merged one, at that key',
      'x-l: &l { rate: 5/s }\ntarget: { function: f }\nload:\n  - <<: *l\n    rate: fast\n    for: 1s\n',
      ['5:11: "fast" is not a rate'],
    ],
    [
      'such as merging what is no mapping',
      'target: { function: f }\nload: [{ <<: 5, rate: 5/s, for: 1s }]\n',
      ['2:10: "<<" merges mappings, and this is none'],
    ],
    [
      'such as an alias of nothing',
      'target: { function: f }\nload: [{ rate: *fast, for: 1s }]\n',
      ['2:16: there is no anchor &fast'],
    ],
    [
      'such as an alias within its anchor',
      'target: { function: f }\nload: [{ rate: 5/s, for: 1s }]\nlimits: &l { timeout: *l }\n',
      ['3:23: this stands within its anchor &l'],
    ],
    [
      'such as x- where keys are not free',
      'target: { function: f, x-team: a }\nload: [{ rate: 5/s, for: 1s }]\n',
      ['1:24: unknown key "x-team"'],
    ],
  ])('%s', (_, yaml, problems) => expect(problemsOf(yaml)).toEqual(problems));
});
