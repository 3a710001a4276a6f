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
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const thisFile = fileURLToPath(import.meta.url);

if (process.argv[1] === thisFile) {
  // Run from dist-modules/scenarios/language: the sources are three folders up.
  const root = path.resolve(path.dirname(thisFile), '../../..');
  writeFileSync(path.join(root, 'scenarios', 'scenario.schema.json'), schemaFileText());
}
