import { z } from 'zod';
import { parsePath } from '../../core/json/parse-path.js';
import { type BuiltinName, builtinNames } from '../../core/recording/redaction/builtin.js';
import { compilePattern } from '../../core/recording/redaction/pattern.js';
import {
  type RedactionRule,
  type RedactionRules,
  recordParts,
  redactionActions,
} from '../../core/recording/redaction/rule.js';
import { suggestion } from './did-you-mean.js';
import { scalar } from './fields.js';
import { type Finding, type ScenarioProblem, ScenarioProblems } from './problems.js';
import { readText } from './read-text.js';
import { YamlSource } from './yaml-source.js';

const base = {
  action: z.enum(redactionActions).default('mask'),
  in: z.array(z.enum(recordParts)).min(1).optional(),
};

const path = () => checked((text) => parsePath(text));
const builtinName = z.enum(['all', ...builtinNames]);

const rule = z.strictObject({
  ...base,
  key: z.string().min(1).optional(),
  path: path().optional(),
  pattern: checked((text) => compilePattern(text)).optional(),
  ignoreCase: z.boolean().optional(),
  builtin: z
    .preprocess(
      (given) => (given === undefined || Array.isArray(given) ? given : [given]),
      z.array(builtinName).min(1).optional(),
    )
    .optional(),
});

/** A file of redaction rules: `rules`, and the paths of strings that hold base64. */
const redactionFileSchema = z.strictObject({
  rules: z.array(rule).min(1).optional(),
  base64: z.array(path()).min(1).optional(),
});

/** Text that `check` does not refuse, as it is. */
function checked(check: (text: string) => unknown) {
  return scalar((text) => {
    check(text);
    return text;
  });
}

type ParsedRule = z.infer<typeof rule>;

/** What a rule looks for: one of these. */
const kinds = ['key', 'path', 'pattern', 'builtin'] as const;

/**
 * Reads redaction rules from a YAML or JSON file. Throws `ScenarioProblems`, which names everything
 * that is wrong at its line and column, or `RepriseError` when the file cannot be read.
 */
export function loadRedactionFile(file: string): Pick<RedactionRules, 'rules' | 'base64'> {
  const hint = 'Name a file of redaction rules, as docs/redaction.md describes them.';
  const source = new YamlSource(file, readText(file, file, hint));
  refuse(source.syntaxProblems());
  const raw: unknown = source.values() ?? {};
  const parsed = redactionFileSchema.safeParse(raw);
  if (!parsed.success) {
    refuse(parsed.error.issues.flatMap(findingsOf).map((finding) => source.locate(finding)));
  }
  const { rules = [], base64 = [] } = parsed.data ?? {};
  const findings = rules.flatMap(checkKind);
  refuse(findings.map((finding) => source.locate(finding)));
  return { rules: rules.flatMap(rulesOf), base64 };
}

function refuse(problems: readonly ScenarioProblem[]): void {
  if (problems.length === 0) return;
  const place = ({ position }: ScenarioProblem): number =>
    (position?.line ?? 0) * 1e6 + (position?.column ?? 0);
  const ordered = [...problems].sort((a, b) => place(a) - place(b));
  throw new ScenarioProblems(ordered, 'the rules of redaction');
}

function checkKind(rule: ParsedRule, index: number): Finding[] {
  const given = kinds.filter((kind) => rule[kind] !== undefined);
  if (given.length === 1) {
    if (rule.ignoreCase === undefined || rule.pattern !== undefined) return [];
    return [
      {
        path: ['rules', index, 'ignoreCase'],
        at: 'key',
        message: 'ignoreCase is for a pattern',
        hint: 'Names of keys are found in any case, paths in their own.',
      },
    ];
  }
  const what = given.length === 0 ? 'nothing' : given.join(' and ');
  return [
    {
      path: ['rules', index],
      message: `a rule looks for one thing; this one for ${what}`,
      hint: `Use one of ${kinds.join(', ')}.`,
    },
  ];
}

function rulesOf({ action, in: parts, ...rule }: ParsedRule): RedactionRule[] {
  const base = { action, ...(parts && { in: parts }) };
  const { key, path, pattern, ignoreCase = false, builtin } = rule;
  if (key !== undefined) return [{ kind: 'key', key, ...base }];
  if (path !== undefined) return [{ kind: 'path', path, ...base }];
  if (pattern !== undefined) return [{ kind: 'pattern', pattern, ignoreCase, ...base }];
  return builtinsOf(builtin ?? []).map((name) => ({
    ...{ kind: 'builtin', builtin: name, ...base },
  }));
}

/** Names of ready-made sets, `all` for each of them. */
export function builtinsOf(names: readonly (BuiltinName | 'all')[]): readonly BuiltinName[] {
  return names.flatMap((name) => (name === 'all' ? builtinNames : name));
}

function findingsOf(issue: z.core.$ZodIssue): Finding[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = Object.keys((path.length === 0 ? redactionFileSchema : rule).shape);
      return issue.keys.map((key) => ({
        ...{ path: [...path, key], at: 'key', message: `unknown key "${key}"` },
        hint: suggestion(key, known),
      }));
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      return [
        {
          ...{ path, message: `this is not one of ${values.join(', ')}` },
          hint: suggestion(String(issue.input), values),
        },
      ];
    }
    case 'custom':
      return [{ path, message: issue.message, hint: hintOf(issue.params) }];
    default:
      return [{ path, message: issue.message.replace(/^Invalid input: /, '') }];
  }
}

function hintOf(params: Record<string, unknown> | undefined): string | undefined {
  return typeof params?.hint === 'string' ? params.hint : undefined;
}
