import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarioJsonSchema } from './json-schema.js';

/** The text of `scenarios/scenario.schema.json`, which editors complete scenarios by. */
export function schemaFileText(): string {
  return `${JSON.stringify({ title: 'Reprise scenario', ...scenarioJsonSchema() }, null, 2)}\n`;
}

const thisFile = fileURLToPath(import.meta.url);

if (process.argv[1] === thisFile) {
  // Run from dist/scenarios/language: the sources are three folders up.
  const root = path.resolve(path.dirname(thisFile), '../../..');
  writeFileSync(path.join(root, 'scenarios', 'scenario.schema.json'), schemaFileText());
}
