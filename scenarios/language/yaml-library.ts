import { createRequire } from 'node:module';

type Yaml = typeof import('yaml');

const load = createRequire(import.meta.url);
let loaded: Yaml | undefined;

/** The parser of YAML, loaded when there is some: its 70 files take a tenth of the start of a run that needs none. */
export function yaml(): Yaml {
  loaded ??= load('yaml') as Yaml;
  return loaded;
}
