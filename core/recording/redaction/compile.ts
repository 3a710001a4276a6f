import { RepriseError } from '../../base/errors.js';
import { parsePath } from '../../json/parse-path.js';
import { type PathState, startPath } from '../../json/path-match.js';
import { type Builtin, type BuiltinPattern, builtins } from './builtin.js';
import { KeyNames } from './key-names.js';
import { compilePattern, patternDegree } from './pattern.js';
import { type RecordPart, type RedactionAction, type RedactionRules, recordParts } from './rule.js';

/** A pattern of the rule of that number. */
export interface CompiledPattern extends Omit<BuiltinPattern, 'needle'> {
  rule: number;
  /** Absent: it may match anything. */
  needle?: RegExp;
  /** See `patternDegree`; 0 for those that take time in proportion to the text. */
  degree: number;
}

/** The rules for one part of a record, ready to be applied. */
export interface CompiledRules {
  actions: readonly RedactionAction[];
  keys: KeyNames;
  /** At the top of a document; those to base64 are among them. */
  paths: readonly PathState[];
  patterns: readonly CompiledPattern[];
  hashKey: Uint8Array;
}

/** The number of paths that lead to base64: after those of all rules. */
const base64Path = Number.POSITIVE_INFINITY;

/** A path to base64 ends here. */
export function isBase64At(states: readonly PathState[]): boolean {
  return states.some(({ found }) => found === base64Path);
}

/** Fewer bytes could be found by trying all of them. */
const minHashKeyBytes = 16;

/**
 * Makes rules ready. Throws `RepriseError` for a path or a pattern that cannot be read, and for `hash`
 * without a key or with a short one.
 */
export function compileRules(given: RedactionRules): Record<RecordPart, CompiledRules> {
  checkHashKey(given);
  const compiled = recordParts.map((part) => [part, compileFor(given, part)]);
  return Object.fromEntries(compiled) as Record<RecordPart, CompiledRules>;
}

function compileFor(given: RedactionRules, part: RecordPart): CompiledRules {
  const keys: { name: string; rule: number }[] = [];
  const paths: PathState[] = [];
  const patterns: CompiledPattern[] = [];
  for (const [number, rule] of given.rules.entries()) {
    const parts = rule.in ?? (rule.kind === 'path' ? ['payload'] : recordParts);
    if (!parts.includes(part)) continue;
    switch (rule.kind) {
      case 'key':
        keys.push({ name: rule.key, rule: number });
        break;
      case 'path':
        paths.push(...startPath(parsePath(rule.path), number));
        break;
      case 'pattern':
        patterns.push({
          ...{ regex: compilePattern(rule.pattern, rule.ignoreCase), rule: number },
          degree: patternDegree(rule.pattern),
        });
        break;
      case 'builtin': {
        const builtin: Builtin = builtins[rule.builtin];
        keys.push(...builtin.keys.map((name) => ({ name, rule: number })));
        patterns.push(...builtin.patterns.map((one) => ({ ...one, rule: number, degree: 0 })));
      }
    }
  }
  return {
    actions: given.rules.map(({ action }) => action),
    keys: new KeyNames(keys),
    paths: [...paths, ...given.base64.flatMap((path) => startPath(parsePath(path), base64Path))],
    patterns,
    hashKey: given.hashKey ?? new Uint8Array(),
  };
}

function checkHashKey({ rules, hashKey }: RedactionRules): void {
  if (!rules.some(({ action }) => action === 'hash')) return;
  if (hashKey === undefined) {
    throw new RepriseError('To hash takes a key, and there is none.', {
      hint: 'Make one with `openssl rand -hex 32 > redact.key`, and give it: --redact-key-file redact.key, or REPRISE_REDACT_KEY.',
    });
  }
  if (hashKey.length < minHashKeyBytes) {
    throw new RepriseError(`The key to hash with is shorter than ${minHashKeyBytes} bytes.`, {
      hint: 'Make one with `openssl rand -hex 32 > redact.key`.',
    });
  }
}
