import { defined } from '../../core/base/defined.js';
import { RepriseError } from '../../core/base/errors.js';
import { type BuiltinName, builtinNames } from '../../core/recording/redaction/builtin.js';
import {
  type RedactionAction,
  type RedactionRule,
  type RedactionRules,
  redactionActions,
} from '../../core/recording/redaction/rule.js';
import { suggestion } from '../../scenarios/language/did-you-mean.js';
import { allGiven } from '../options/options.js';
import type { RedactionArgs } from '../options/redaction-options.js';
import { readHashKey } from './hash-key.js';

/** The rules that were asked for; undefined for none. Rejects with `RepriseError` for what is no rule. */
export async function redactionRules(args: RedactionArgs): Promise<RedactionRules | undefined> {
  const files = await Promise.all(allGiven(args.redact).map(rulesOfFile));
  const rules: RedactionRule[] = [
    ...allGiven(args['redact-key']).map((text): RedactionRule => {
      const { what: key, action } = splitAction(text);
      return { kind: 'key', key, action };
    }),
    ...allGiven(args['redact-path']).map((text): RedactionRule => {
      const { what: path, action } = splitAction(text);
      return { kind: 'path', path, action };
    }),
    ...allGiven(args['redact-pattern']).map((text): RedactionRule => {
      const { what: pattern, action } = splitAction(text);
      return { kind: 'pattern', pattern, action };
    }),
    ...files.flatMap((file) => file.rules),
    ...allGiven(args['redact-builtin']).flatMap(builtinRules),
  ];
  const base64 = [...allGiven(args['redact-base64']), ...files.flatMap((file) => file.base64)];
  if (rules.length === 0 && base64.length === 0) return undefined;
  if (rules.length === 0) {
    throw new RepriseError('Base64 is to be looked into, and there is no rule what for.', {
      hint: 'Say what to hide as well: --redact-builtin, or --redact FILE.',
    });
  }
  const hashKey = readHashKey(args['redact-key-file']);
  return { rules, base64, ...defined({ hashKey }) };
}

/** Loaded where there is a file: reading one takes packages that `record runtime` has not in a layer. */
async function rulesOfFile(path: string): Promise<Pick<RedactionRules, 'rules' | 'base64'>> {
  const { loadRedactionFile } = await import('../../scenarios/language/redaction-file.js');
  return loadRedactionFile(path);
}

/** `email:hash` as its two parts; without an action it is `mask`. */
function splitAction(text: string): { what: string; action: RedactionAction } {
  const action = redactionActions.find((one) => text.endsWith(`:${one}`));
  const what = action === undefined ? text : text.slice(0, -action.length - 1);
  if (what !== '') return { what, action: action ?? 'mask' };
  throw new RepriseError(`${JSON.stringify(text)} says what to do, and not with what.`, {
    hint: 'Write it as NAME:ACTION, such as --redact-key email:hash.',
  });
}

/** `''` and `all` for each of them, `email,cards:hash` for these. */
function builtinRules(text: string): RedactionRule[] {
  const { what, action } = splitAction(text === '' ? 'all' : text);
  const names = what === 'all' ? builtinNames : what.split(',').map(builtinNamed);
  return names.map((builtin) => ({ kind: 'builtin', builtin, action }));
}

function builtinNamed(text: string): BuiltinName {
  const name = builtinNames.find((one) => one === text.trim());
  if (name !== undefined) return name;
  throw new RepriseError(`--redact-builtin: there is no ready-made rule ${JSON.stringify(text)}.`, {
    hint: `${suggestion(text, builtinNames)} For all of them: --redact-builtin=all`,
  });
}
