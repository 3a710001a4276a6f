import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarioJsonSchema } from './json-schema.js';

/** What the schema is called wherever it lies; the address is that of the repository in `package.json`. */
const id = 'https://raw.githubusercontent.com/OWNER/reprise/main/scenarios/scenario.schema.json';

/** The text of `scenarios/scenario.schema.json`, which editors complete scenarios by. */
export function schemaFileText(): string {
  const schema = { $id: id, title: 'Reprise scenario', ...scenarioJsonSchema() };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const thisFile = fileURLToPath(import.meta.url);

if (process.argv[1] === thisFile) {
  // Run from dist/scenarios/language: the sources are three folders up.
  const root = path.resolve(path.dirname(thisFile), '../../..');
  writeFileSync(path.join(root, 'scenarios', 'scenario.schema.json'), schemaFileText());
}
