import { describe, expect, it } from 'vitest';
import type { RedactionArgs } from '../options/redaction-options.js';
import { redactionRules } from './redaction-rules.js';

describe('the flags of redaction', () => {
  it('are no rules where none is given', async () => {
    expect(await redactionRules({})).toBeUndefined();
  });

  it('say what and how, masked unless told otherwise', async () => {
    expect(
      await redactionRules({
        'redact-key': ['email:remove', 'a:b'],
        'redact-path': '$.x:mask',
        'redact-builtin': 'cards, email:remove',
      }),
    ).toEqual({
      rules: [
        { kind: 'key', key: 'email', action: 'remove' },
        { kind: 'key', key: 'a:b', action: 'mask' },
        { kind: 'path', path: '$.x', action: 'mask' },
        { kind: 'builtin', builtin: 'cards', action: 'remove' },
        { kind: 'builtin', builtin: 'email', action: 'remove' },
      ],
      base64: [],
    });
    expect((await redactionRules({ 'redact-builtin': '' }))?.rules).toHaveLength(7);
  });

  it.each<[RedactionArgs, string]>([
    [{ 'redact-builtin': 'emial' }, 'there is no ready-made rule "emial"'],
    [{ 'redact-key': ':mask' }, 'says what to do, and not with what'],
    [{ 'redact-base64': '$.body' }, 'there is no rule what for'],
    [{ 'redact-key': 'a:hash', 'redact-key-file': 'nowhere' }, '--redact-key-file cannot be read'],
    [{ redact: 'nowhere.yaml' }, 'nowhere.yaml: there is no such file'],
  ])('are refused: %j', async (args, message) => {
    await expect(redactionRules(args)).rejects.toThrow(message);
  });
});
