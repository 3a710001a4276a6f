import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RepriseError } from '../../core/base/errors.js';
import { fileOrExample } from './example.js';

describe('--example', () => {
  it.each(['quickstart', 'quickstart.yaml', 'limits/reserved'])('%s is a file', (name) => {
    expect(existsSync(fileOrExample(undefined, name) ?? '')).toBe(true);
  });

  it('absent, the file is the one that was named', () => {
    expect(fileOrExample('a.yaml', undefined)).toBe('a.yaml');
  });

  it.each([
    [undefined, 'quikstart', 'There is no example "quikstart".', /Did you mean quickstart\?/],
    [undefined, '../package', 'There is no example', /There are async, capacity, .*quickstart/],
    ['a.yaml', 'wave', 'a.yaml and --example wave both say', /Keep one/],
  ])('%s with %s is refused', (file, name, message, hint) => {
    let error: unknown;
    try {
      fileOrExample(file, name);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(RepriseError);
    expect((error as RepriseError).message).toContain(message);
    expect((error as RepriseError).hint).toMatch(hint);
  });
});
