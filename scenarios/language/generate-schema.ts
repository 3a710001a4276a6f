import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RepriseError } from '../../core/base/errors.js';
import { scenarioJsonSchema } from './json-schema.js';

/** What the schema is called wherever it lies: its address in the repository that `package.json` names. */
function schemaId(): string {
  const files = ['../../package.json', '../../../package.json'];
  const urls = files.map((file) => new URL(file, import.meta.url));
  const file = urls.find((url) => existsSync(url));
  if (file === undefined) throw new RepriseError('package.json is not where it belongs.');
  const { repository } = JSON.parse(readFileSync(file, 'utf8')) as { repository: string };
  return `${repository}/raw/main/scenarios/scenario.schema.json`;
}

/** The text of `scenarios/scenario.schema.json`, which editors complete scenarios by. */
export function schemaFileText(): string {
  const schema = { $id: schemaId(), title: 'Reprise scenario', ...scenarioJsonSchema() };
  return `${shortLines(schema, '')}\n`;
}

/** As many columns as a value may take on one line: most of a schema are short values, one below the other. */
const widest = 110;

/** JSON, indented, in which each value that fits on a line has one. */
function shortLines(value: unknown, indent: string): string {
  const whole = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || indent.length + whole.length <= widest)
    return whole;
  const inner = `${indent} `;
  const [open, close, lines] = Array.isArray(value)
    ? ['[', ']', value.map((each) => shortLines(each, inner))]
    : ['{', '}', Object.entries(value).map(([key, each]) => member(key, each, inner))];
  return `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`;
}

function member(key: string, value: unknown, indent: string): string {
  return `${JSON.stringify(key)}: ${shortLines(value, indent)}`;
}

const thisFile = fileURLToPath(import.meta.url);

if (process.argv[1] === thisFile) {
  // Run from dist-modules/scenarios/language: the sources are three folders up.
  const root = path.resolve(path.dirname(thisFile), '../../..');
  writeFileSync(path.join(root, 'scenarios', 'scenario.schema.json'), schemaFileText());
}
