import { describe, expect, it } from 'vitest';
import { RepriseError } from '../base/errors.js';
import type { ImportOptions } from './files/import.js';
import { workbench } from './workbench.fixture.js';

const canary = 'cAnArY-4711';

const ways: Partial<ImportOptions>[] = [
  {},
  { skipInvalid: true },
  { each: true },
  { lines: { marker: 'EVENT' } },
  { lines: { pattern: /message (.*)/s }, skipInvalid: true },
];

describe('what an import says of a payload that is not valid', () => {
  it.each<[string, string]>([
    ['a.jsonl', `{"a":"${canary}"}\n{"a":"${canary}" "b"}\n`],
    ['a.jsonl', `{"a":"${canary}"}\n${canary}\n`],
    ['a.json', `{"a":"${canary}",}`],
    ['a.json', `{"messages":1,"Messages":[{"Body":"${canary}"}]}`],
    ['a.json', `{"events":[{"timestamp":1,"message":"EVENT {${canary}"}]}`],
    ['a.json', `{"events":[{"timestamp":1,"message":"{\\"reprise\\":1,\\"${canary}"}]}`],
    ['a.jsonl', `{"reprise":1,"sha256":"${'0'.repeat(64)}","payload":"${canary}"}\n`],
    ['a.jsonl', `{"reprise":1,"sha256":"${canary}","payload":"${canary}"}\n`],
    ['a.csv', `timestamp,function,payload\n2025-01-01T00:00:00Z,f,{${canary}\n`],
    ['a.csv', `timestamp,function,payload\n2025-01-01T00:00:00Z,f,"{}",${canary}\n`],
  ])('has nothing of it: %s %j', async (name, text) => {
    for (const options of ways) {
      const { load, path } = workbench({ [name]: text });
      const said = await load(path(name), options).then(
        ({ skipped }) => skipped,
        (error: unknown) => {
          if (!(error instanceof RepriseError)) throw error;
          return [error.message, error.hint, error.where];
        },
      );
      expect(JSON.stringify(said)).not.toContain(canary);
    }
  });
});
