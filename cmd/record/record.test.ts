import { describe, expect, it } from 'vitest';
import { progressLine } from './import-bar.js';
import { parseTags } from './tags.js';

describe('tags', () => {
  it('are keys and values, the value up to the end', () => {
    expect(parseTags([])).toBeUndefined();
    expect(parseTags(['env=prod', 'note=a=b\nc', 'empty='])).toEqual({
      env: 'prod',
      note: 'a=b\nc',
      empty: '',
    });
  });

  it.each(['env', '=prod', ''])('%j is refused', (text) => {
    expect(() => parseTags([text])).toThrow('is not a key and a value');
  });
});

describe('the progress of an import', () => {
  it('has a bar where the size is known', () => {
    const line = progressLine({ readBytes: 512, totalBytes: 2048, recordCount: 1234 });
    expect(line).toBe('━━━━━━──────────────────  25%  512 B of 2 KiB  1,234 events');
  });

  it('counts where it is not', () => {
    expect(progressLine({ readBytes: 512, recordCount: 1 })).toBe('512 B  1 events');
  });
});
